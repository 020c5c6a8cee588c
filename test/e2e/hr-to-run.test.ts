import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import type { HrEvent } from '../../domain/hr/hr-event.js';
import { taskQueues } from '../../domain/task-queues.js';
import type { Account } from '../../store/accounts.js';
import { type HrConnection, updateHrConnection } from '../../store/hr-connections.js';
import { insertHrDelivery } from '../../store/hr-events.js';
import { findPersonByKey } from '../../store/people.js';
import { putRoster, setRosterUrl } from '../../store/rosters.js';
import { listRunsOfPerson, type Run } from '../../store/runs.js';
import type { importRoster } from '../../workflows/import-roster.js';
import { startAnsweringServer } from '../fakes/answering-server.js';
import { holdTransaction } from '../setup/held-transaction.js';
import { addHrConnection, hrEvent, newHrDelivery } from '../setup/hr.js';
import { twoDepartments } from '../setup/hr-policy.js';
import { until } from '../setup/until.js';
import { makeTestFolder } from '../setup/folder.js';
import { startWorker } from '../../worker/start-worker.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

let system: WholeSystem;
let account: Account;
let connection: HrConnection;
let stopWorker: (() => Promise<void>) | undefined;

beforeAll(async () => {
  system = await startWholeSystem({ accounts: [{ name: 'acme', profile: '4.70' }] });
  const { tokens, special } = system.simulator.account('acme');
  account = await system.connect('acme', {
    access: 'write',
    source: { kind: 'stored', token: tokens.full },
    tokenOwnerEmail: special.soleAdmin,
  });
  connection = await addHrConnection(system.database.db, sealer(), { name: 'acme-hr' });
  await killWorkerHalfway();
  const path = join(await makeTestFolder(), 'steward.policy.yaml');
  await writeFile(path, twoDepartments);
  const worker = await startWorker({ ...system.workerOptions, policy: { path, required: true } });
  stopWorker = () => worker.stop();
  await (await system.startSync(account)).result();
}, 60_000);
afterAll(async () => {
  await stopWorker?.();
  await system.close();
});

const many = 40;

/** A worker dies by kill -9 in the middle of deciding: people and runs are written, the commands are not yet. */
async function killWorkerHalfway(): Promise<void> {
  const { db } = system.database;
  const held = await holdTransaction(system.database, (trx) =>
    sql`lock table outbox in share row exclusive mode`.execute(trx),
  );
  const first = await system.spawnWorker();
  for (let n = 0; n < many; n++) {
    const worker = { externalId: `K-${n + 100}`, employmentId: 'primary', workEmail: `k${n}@acme.example` };
    await send(hrEvent({ type: 'hired', worker, employment: {}, effective: utc(day(20)) }));
  }
  await until(async () => {
    const { rows } = await sql<{ waiting: number }>`select count(*) as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into "outbox"%'`.execute(
      db,
    );
    return (rows[0]?.waiting ?? 0) > 0;
  });
  await first.kill();
  await held.release();
}

const sealer = () => createSealer(system.workerOptions.encryptionKeys);

async function send(...events: HrEvent[]): Promise<void> {
  await insertHrDelivery(system.database.db, sealer(), newHrDelivery(connection.id, { events }));
}

const runsOf = async (key: string): Promise<Run[]> => {
  const person = await findPersonByKey(system.database.db, key);
  return person ? await listRunsOfPerson(system.database.db, person.id) : [];
};

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const utc = (date: string) => ({ date, timeZone: 'UTC', timeZoneFrom: 'payload' as const });

describe('an event of HR', () => {
  it('is neither lost nor doubled by a worker that dies between answer and workflow (5.5)', async () => {
    const { db } = system.database;
    const runsOfMany = async () =>
      await db.selectFrom('runs').selectAll().where('workflowId', 'like', 'onboard/K-%').execute();
    await until(async () => (await runsOfMany()).length === many);
    await until(async () => (await db.selectFrom('outbox').select('id').execute()).length === 0);
    const handles = (await runsOfMany()).map(({ workflowId }) => system.client.workflow.getHandle(workflowId));
    const states = await Promise.all(handles.map(async (handle) => (await handle.describe()).status.name));
    expect(states).toEqual(Array(many).fill('RUNNING'));
    expect(new Set((await runsOfMany()).map(({ personId }) => personId)).size).toBe(many);
  });

  it('takes the access of a leaver away, proven (5.2: entered two weeks late, it acts at once)', async () => {
    const { leaver } = system.simulator.account('acme').special;
    const worker = { externalId: 'E-1', employmentId: 'primary', workEmail: leaver };
    await send(hrEvent({ worker, effective: utc(day(-14)), observedAt: new Date().toISOString() }));
    await until(async () => (await runsOf('E-1')).some(({ verifiedAt }) => verifiedAt !== null));
    expect(await runsOf('E-1')).toMatchObject([{ kind: 'offboard', askedBy: 'HR acme-hr', episode: 1 }]);
    expect(system.simulator.account('acme').describeUser(leaver)).toMatchObject({ active: false, groups: [] });
  });

  it('plans a start once, however often its day is moved (5.3)', async () => {
    const worker = { externalId: 'E-2', employmentId: 'primary', workEmail: 'new.joiner@acme.example' };
    for (let move = 0; move < 10; move++) {
      const observedAt = new Date(Date.now() + move).toISOString();
      await send(hrEvent({ type: 'hired', worker, employment: {}, effective: utc(day(10 + move)), observedAt }));
    }
    await until(async () => (await runsOf('E-2'))[0]?.effectiveDay === day(19));
    const [run, ...others] = await runsOf('E-2');
    expect(others).toEqual([]);
    await until(async () => {
      const described = await system.client.workflow.getHandle(run?.workflowId ?? '').describe();
      return described.type === 'onboardPerson' && described.status.name === 'RUNNING';
    });
  });

  it('may come from a list that is fetched by schedule; one that cannot be fetched changes nothing (5.18)', async () => {
    const { db } = system.database;
    const roster = await addHrConnection(db, sealer(), { name: 'acme-list', adapter: 'roster' });
    let list = `id,email,last_day\nE-9,left@acme.example,${day(5)}\n`;
    const server = await startAnsweringServer((_, response) => response.writeHead(list === '' ? 503 : 200).end(list));
    await putRoster(db, roster.id, {});
    await setRosterUrl(db, sealer(), roster.id, { url: `${server.origin}/people.csv`, everyMs: 3_600_000 });
    const importing = () =>
      system.client.workflow.execute<typeof importRoster>('importRoster', {
        taskQueue: taskQueues.workflows,
        workflowId: `roster/acme-list/${randomUUID()}`,
        args: [{ connectionId: roster.id, connectionName: 'acme-list' }],
      });
    expect(await importing()).toEqual({ outcome: 'taken', rows: 1, added: 1, changed: 0, missing: 0 });
    await until(async () => (await runsOf('E-9')).length === 1);
    list = 'not a list';
    expect(await importing()).toEqual({ outcome: 'refused', problems: 1 });
    await server.close();
    expect(await runsOf('E-9')).toMatchObject([{ kind: 'offboard', effectiveDay: day(5), cancelAskedBy: null }]);
  });

  it('waits while its connection is paused', async () => {
    const { db } = system.database;
    await updateHrConnection(db, connection.id, { pausedAt: new Date(), pauseReason: 'the test says so' });
    const worker = { externalId: 'E-3', employmentId: 'primary', workEmail: 'paused@acme.example' };
    await send(hrEvent({ worker, effective: utc(day(30)) }));
    expect(await runsOf('E-3')).toEqual([]);
    await updateHrConnection(db, connection.id, { pausedAt: null, pauseReason: null });
    await until(async () => (await runsOf('E-3')).length === 1);
  });
});
