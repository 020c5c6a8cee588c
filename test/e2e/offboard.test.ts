import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../domain/evidence/evidence.js';
import { tryNowUpdate } from '../../workflows/messages.js';
import { readLedger } from '../../store/ledger.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { getRun } from '../../store/runs.js';
import { connectToWrite } from '../setup/commanded-system.js';
import { startOffboarding } from '../setup/offboarding.js';
import { createSteward } from '../setup/steward.js';
import { tamper } from '../setup/tamper.js';
import { until } from '../setup/until.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

const profiles = ['3.100', '3.243', '3.334', '4.70'] as const;

const nameOf = (profile: string) => `acme-${profile.replace('.', '-')}`;

let system: WholeSystem;

beforeAll(async () => {
  system = await startWholeSystem({
    accounts: profiles.map((profile) => ({ name: nameOf(profile), profile, domain: `${nameOf(profile)}.example` })),
  });
  await system.startWorker();
});
afterAll(() => system.close());

describe('a leaver', () => {
  it.concurrent.each(profiles)('of Retool %s ends disabled and without access, proven twice', async (profile) => {
    const name = nameOf(profile);
    const simulated = system.simulator.account(name);
    const { leaver } = simulated.special;
    await connectToWrite(system, name);
    const { run, handle } = await startOffboarding(system, leaver, { onlyAccounts: [name] });
    await until(async () => (await getRun(system.database.db, run.id)).verifiedAt !== null);
    await handle.executeUpdate(tryNowUpdate, { args: [{ reason: 'the test does not wait a day' }] });
    expect(await handle.result()).toMatchObject({ outcome: 'verified' });

    expect(simulated.describeUser(leaver)).toMatchObject({
      active: false,
      groups: [],
      invites: [],
      grants: [],
      roleGrants: [],
    });
    const calls = system.simulator.journal.entries({ account: name });
    const first = (method: string, path: RegExp) =>
      calls.findIndex((call) => call.method === method && path.test(call.path));
    const groupsFirst = first('DELETE', /^\/groups\/\d+\/members\//) < first('PATCH', /^\/users\//);
    expect(groupsFirst).toBe(profile === '3.100' || profile === '3.243');
    const [row] = await listRunAccounts(system.database.db, run.id);
    expect(row).toMatchObject({ state: 'verified', secondLook: 'as verified' });
    expect((await readLedger(system.database.db, run.id)).map(({ entry }) => entry.kind)).toContain('verified');
  });
});

describe('the evidence of these runs', () => {
  const steward = (...args: string[]) =>
    createSteward({ DATABASE_URL: system.workerOptions.databaseUrl })(['evidence', ...args]);
  const leaverOf = (profile: string) => system.simulator.account(nameOf(profile)).special.leaver;
  const evidenceOf = async (profile: string) =>
    JSON.parse((await steward(leaverOf(profile), '--format', 'json')).stdout) as Evidence;

  it.each(profiles)(
    'proves the one of Retool %s, with its times, and tells what it could not check',
    async (profile) => {
      const { verdict, asked, timeLine, accounts, chain } = await evidenceOf(profile);
      expect(verdict).toMatch(
        /^Access to 1 of 1 account removed and verified .+ after the effective moment; verified again .+ later(; not everything could be checked)?\.$/,
      );
      expect(asked).toMatchObject({ by: 'tess', reason: 'left' });
      expect(timeLine.map(({ text }) => text)).toEqual(
        expect.arrayContaining(['acts', `${nameOf(profile)}: the user is disabled`, 'ended']),
      );
      const [account] = accounts;
      expect(account).toMatchObject({ state: 'verified', isProven: true, secondLook: 'as-verified', open: [] });
      expect(account?.before).toMatch(/^enabled,( seat \w+,)? [1-9]\d* groups?/);
      expect(account?.after).toMatch(/^disabled,( seat \w+,)? 0 groups, 0 invites/);
      const { disabledAt, verifiedAt, delays } = account ?? expect.unreachable('no account');
      expect(Date.parse(disabledAt ?? '')).toBeLessThanOrEqual(Date.parse(verifiedAt ?? ''));
      expect(delays.effectiveToDisabled).toBeGreaterThanOrEqual(0);
      const isOld = profile === '3.100' || profile === '3.243' || profile === '3.334';
      expect(account?.notChecked.includes('sessions (from Retool 3.363 on)')).toBe(isOld);
      expect(chain).toMatchObject({ problems: [], unsignedRows: 0, head: { signature: expect.any(String) } });
    },
  );

  it('has each step with its call, outcome and what reading back said, and what has to be handed over', async () => {
    const [account] = (await evidenceOf('4.70')).accounts;
    const steps = account?.steps ?? [];
    expect(steps[0]).toMatchObject({
      text: 'disable the user',
      outcome: 'done',
      calls: [{ method: 'PATCH', template: '/users/{userId}', status: 200 }],
      readBack: 'proven',
      secondLook: 'proven',
    });
    expect(steps.find(({ text }) => text === 'end all sessions')?.readBack).toBe('not-readable');
    const proven = steps.filter(({ text }) => text !== 'end all sessions').map(({ readBack }) => readBack);
    expect(new Set(proven)).toEqual(new Set(['proven']));
    expect(account?.handOver.join('\n')).toMatch(/access token "nightly export" …\w{4} \(users:read\)/);
  });

  it.each(['html', 'md', 'json'])(
    'as %s says the same, and holds no token and nothing of what was sent',
    async (format) => {
      const { tokens } = system.simulator.account(nameOf('4.70'));
      const { stdout, exitCode } = await steward(leaverOf('4.70'), '--format', format);
      expect(exitCode).toBe(0);
      expect(stdout).toContain((await evidenceOf('4.70')).verdict);
      expect(stdout).toContain('remove from');
      for (const secret of Object.values(tokens)) expect(stdout).not.toContain(secret);
      expect(stdout).not.toMatch(/retool_[0-9a-z]{10}|Bearer|"?operations"?:|user_[0-9a-z]+\/logout/);
    },
  );

  it('shows every edited, missing and moved row, and a missing run', async () => {
    const { database } = system;
    const { stdout } = await steward('verify');
    expect(stdout).toMatch(/^\d+ rows of 4 runs, \d+ signed heads: all as written/);
    const { id } = (await evidenceOf('4.70')).run;
    const change = (statement: string, ...values: unknown[]) => tamper(database, statement, [id, ...values]);
    const found = async () => (await steward('verify')).stdout;

    await change(`update ledger set body = body || ' ' where run_id = $1 and seq = 5`);
    expect(await found()).toContain(`${id}  row 5 is not what was written`);
    await change(`update ledger set body = rtrim(body) where run_id = $1 and seq = 5`);
    expect(await found()).toContain('all as written');

    const move = (from: number, to: number) =>
      change('update ledger set seq = $3 where run_id = $1 and seq = $2', from, to);
    for (const [from, to] of [
      [5, 999],
      [6, 5],
      [999, 6],
    ] as const)
      await move(from, to);
    expect(await steward('verify')).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`${id}  row 5 `) });
    for (const [from, to] of [
      [6, 999],
      [5, 6],
      [999, 5],
    ] as const)
      await move(from, to);
    expect(await found()).toContain('all as written');

    await change('delete from ledger where run_id = $1 and seq = 7');
    expect(await found()).toContain(`${id}  row 7 is missing`);
    await change('delete from ledger where run_id = $1');
    expect(await found()).toContain(`${id}  `);
    expect((await steward('verify', '--json')).stdout).toContain('"run-missing"');
  });
});
