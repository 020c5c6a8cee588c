import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CliContext } from '../../cli/context.js';
import { toDetail } from '../../cli/runs/command-detail.js';
import { loadConfig } from '../../config/load-config.js';
import type { HrEvent } from '../../domain/hr/hr-event.js';
import { makeTestFolder } from '../setup/folder.js';
import { fact, type Intake, openIntake } from '../setup/intake.js';
import { createSteward } from '../setup/steward.js';
import { addAccount } from '../setup/store.js';

let intake: Intake;
let variables: { DATABASE_URL: string; STEWARD_POLICY_FILE: string };
beforeAll(async () => {
  intake = await openIntake();
  const policy = join(await makeTestFolder(), 'steward.policy.yaml');
  await writeFile(policy, 'version: 1\ndefault_time_zone: America/Los_Angeles\n');
  variables = { DATABASE_URL: intake.store.url, STEWARD_POLICY_FILE: policy };
  await addAccount(intake.store.db, { name: 'acme-cloud', access: 'write' });
  const hear = async (...said: HrEvent[]) => intake.hear(await intake.connection(), ...said);
  const where = (externalId: string, effective: Partial<HrEvent['effective']>) =>
    fact('hired', externalId, -300, { worker: { workEmail: `${externalId}@acme.example` }, effective });
  await hear(where('E-1', { timeZone: 'Europe/Berlin' }), where('E-1', { timeZone: 'Asia/Tokyo' }));
  await hear(where('E-2', { timeZone: 'Pacific/Auckland', timeZoneFrom: 'connection' }));
  await hear(where('E-3', { timeZone: null, timeZoneFrom: 'policy' }));
});
afterAll(() => intake.close());

it.each([
  ['in the given zone', 'E-1', ['--time-zone', 'Europe/Berlin'], 'Europe/Berlin'],
  ['in that of the person, as HR named it last', 'E-1', [], 'Asia/Tokyo'],
  ['also in that of the connection', 'E-2', [], 'Pacific/Auckland'],
  ['in that of the policy where HR named none', 'E-3', [], 'America/Los_Angeles'],
  ['in that of the policy where HR never spoke of them', 'new@acme.example', [], 'America/Los_Angeles'],
])('a last day is meant %s', async (_, name, options, zone) => {
  const day = ['--last-day', '2099-12-31', ...options];
  const { stdout } = await createSteward(variables)(['offboard', name, ...day, '--dry-run']);
  expect(stdout).toContain(`acts 2100-01-01 00:00 ${zone}`);
});

it.each([
  ['the zone of the person', undefined, 'Asia/Tokyo'],
  ['another when it is given', 'Europe/Berlin', 'Europe/Berlin'],
])('a run is moved to the end of a day in %s', async (_, timeZone, expected) => {
  const { id: personId } = await intake.person('E-1');
  const context = {
    database: () => Promise.resolve(intake.store),
    config: () => loadConfig(variables),
    now: () => new Date('2026-11-27T12:00:00Z'),
  } as unknown as CliContext;
  const options = { reason: 'as agreed', lastDay: '2099-12-31', ...(timeZone !== undefined && { timeZone }) };
  const { detail } = await toDetail(context, { personId }, 'reschedule', options);
  expect(detail).toEqual({ lastDay: '2099-12-31', timeZone: expected });
});
