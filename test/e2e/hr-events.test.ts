import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPersonRun } from '../../client/person-runs.js';
import { createSealer } from '../../codec/sealer.js';
import type { HrEventType } from '../../domain/hr/hr-event.js';
import { findAdapter } from '../../hr/adapters.js';
import { createWebhookSecret } from '../../hr/native/sign.js';
import { type RunningHttpServer, startHttpServer } from '../../http/start-http-server.js';
import { replaceHrSecret } from '../../store/hr-secrets.js';
import { findPersonByKey } from '../../store/people.js';
import { listRunsOfPerson, type Run } from '../../store/runs.js';
import { connectToWrite } from '../setup/commanded-system.js';
import { makeTestFolder } from '../setup/folder.js';
import { addHrConnection } from '../setup/hr.js';
import { type SignedPost, signedPost } from '../setup/hr-door.js';
import { type HrReceiver, nativePost, oktaPost, sendOver } from '../setup/hr-sender.js';
import { twoDepartments } from '../setup/hr-policy.js';
import { until } from '../setup/until.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

let system: WholeSystem;
let door: RunningHttpServer;
let hr: HrReceiver & { id: string };
let okta: HrReceiver & { id: string };

beforeAll(async () => {
  system = await startWholeSystem({ accounts: [{ name: 'acme', profile: '4.70' }] });
  const { db } = system.database;
  const sealer = createSealer(system.workerOptions.encryptionKeys);
  // Whoever sends slower than this is not waited for.
  const options = { host: '127.0.0.1', port: 0, requestTimeoutMs: 1_000 };
  door = await startHttpServer({ ...options, hrHooks: { db, sealer, findAdapter } });
  const ofOkta = { name: 'okta', adapter: 'okta', sourceKind: 'idp', tenant: 'acme.okta.com' } as const;
  hr = { url: door.url, ...(await addHrConnection(db, sealer, { name: 'acme-hr' })) };
  okta = { url: door.url, ...(await addHrConnection(db, sealer, ofOkta)) };
  const path = join(await makeTestFolder(), 'steward.policy.yaml');
  await writeFile(path, twoDepartments);
  system.workerOptions.policy = { path, required: true };
  await system.startWorker();
  await connectToWrite(system, 'acme');
}, 60_000);
afterAll(async () => {
  await door.close();
  await system.close();
});

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const user = (email: string) => system.simulator.account('acme').describeUser(email);
const inGroups = (...groups: string[]) => ({ active: true, groups: expect.arrayContaining(groups) as string[] });

const runsOf = async (key: string): Promise<Run[]> => {
  const person = await findPersonByKey(system.database.db, key);
  return person ? await listRunsOfPerson(system.database.db, person.id) : [];
};
const findRun = async (workflowId: string) =>
  (await runsOf(workflowId.split('/')[1] ?? '')).find((run) => run.workflowId === workflowId);

/** Until a run has brought about in Retool what it wanted, and has read it back. */
async function proven(workflowId: string): Promise<void> {
  // One of these goes on: it looks again a day later, or waits until access is given back.
  const stages: Partial<Record<Run['kind'], Run['stage']>> = { offboard: 'verified', suspend: 'in-force' };
  let run: Run | undefined;
  await until(async () => {
    run = await findRun(workflowId);
    return run !== undefined && (run.outcome === 'verified' || run.stage === stages[run.kind]);
  });
  const { db } = system.database;
  const accounts = db
    .selectFrom('runAccounts')
    .select('state')
    .where('runId', '=', run?.id ?? '');
  expect(await accounts.execute()).toEqual([{ state: 'verified' }]);
}

async function closed(workflowId: string): Promise<void> {
  await until(async () => ((await findRun(workflowId))?.closedAt ?? null) !== null);
}

/** As a worker does that finds the command of one who died after Temporal heard of it. */
async function startAgain(workflowId: string): Promise<void> {
  const run = await findRun(workflowId);
  if (run) await startPersonRun(system.client, run, 'again');
}

async function sendAll(...posts: SignedPost[]): Promise<void> {
  const answers = await Promise.all(posts.map((post) => sendOver(door.url, post)));
  expect(answers).toEqual(posts.map(() => ({ status: 200, body: '' })));
}

/** Speaks of one worker; days are counted from today. */
function worker(externalId: string, email: string) {
  const post = (type: HrEventType, days: number, department?: string, time?: Date): SignedPost => {
    const data = {
      worker: { externalId, workEmail: email, displayName: 'Joan Mover' },
      effective: { date: day(days), timeZone: 'UTC' },
      ...(department !== undefined && { employment: { department } }),
    };
    return nativePost(hr, type, data, time && { time });
  };
  return { email, post, say: (...said: Parameters<typeof post>) => sendAll(post(...said)) };
}

describe.concurrent('what an HR system sends becomes so in Retool, proven:', () => {
  it('hired, changed, suspended, restored, terminated, rehired, erased', async () => {
    const email = 'joan.mover@acme.example';
    const { say } = worker('E-7', email);
    await say('hired', -10, 'Finance');
    await proven('onboard/E-7/1/1');
    expect(user(email)).toMatchObject(inGroups('Finance Editors'));

    await say('changed', 0, 'Sales');
    await proven('move/E-7/1/1');
    expect(user(email)).toMatchObject(inGroups('Sales Viewers'));
    expect(user(email).groups).not.toContain('Finance Editors');

    await say('access_suspended', 0);
    await proven('suspend/E-7/1/1');
    expect(user(email)).toMatchObject({ active: false });
    await say('access_restored', 0);
    await closed('suspend/E-7/1/1');
    expect(user(email)).toMatchObject(inGroups('Sales Viewers'));

    await say('terminated', 0);
    await proven('offboard/E-7/1/1');
    expect(user(email)).toMatchObject({ active: false, groups: [] });

    await say('rehired', 0, 'Finance');
    await proven('onboard/E-7/2/1');
    expect(user(email)).toMatchObject(inGroups('Finance Editors'));
    expect(user(email).groups).not.toContain('Sales Viewers');

    await say('deleted', 0);
    await until(async () => ((await findPersonByKey(system.database.db, 'E-7'))?.attention.length ?? 0) > 0);
    expect(user(email)).toMatchObject({ active: true });
  }, 60_000);

  it('terminated for later, changed meanwhile, and the end called off', async () => {
    const email = 'lea.leaver@acme.example';
    const { say } = worker('E-8', email);
    await say('hired', -10, 'Finance');
    await proven('onboard/E-8/1/1');
    await say('terminated', 20);
    await until(async () => (await findRun('offboard/E-8/1/1'))?.stage === 'waiting');

    // Whoever leaves gets nothing new.
    await say('changed', 0, 'Sales');
    await proven('move/E-8/1/1');
    expect(user(email)).toMatchObject({ active: true, groups: [] });

    await say('termination_cancelled', 0);
    await closed('offboard/E-8/1/1');
    expect(await findRun('offboard/E-8/1/1')).toMatchObject({ outcome: 'cancelled' });
    await proven('move/E-8/1/2');
    expect(user(email)).toMatchObject({ active: true, groups: ['Sales Viewers'] });
  }, 60_000);

  it('hired for later, and called off (5.4)', async () => {
    const { say } = worker('E-9', 'never.came@acme.example');
    await say('hired', 5, 'Finance');
    await until(async () => (await findRun('onboard/E-9/1/1'))?.stage === 'waiting');
    const executionId = async () => (await system.client.workflow.getHandle('onboard/E-9/1/1').describe()).runId;
    const first = await executionId();
    await startAgain('onboard/E-9/1/1');
    await say('hire_cancelled', 5);
    await closed('onboard/E-9/1/1');
    await startAgain('onboard/E-9/1/1');
    expect(await executionId()).toBe(first);
    expect(await findRun('onboard/E-9/1/1')).toMatchObject({ outcome: 'cancelled' });
    expect(user('never.came@acme.example').exists).toBe(false);
  }, 60_000);

  it('out of order, several times and all at once: one end (5.5)', async () => {
    const { leaver } = system.simulator.account('acme').special;
    const { post } = worker('E-10', leaver);
    const start = post('hired', -300, 'Sales', new Date(Date.now() - 60_000));
    const end = post('terminated', -1);
    await sendAll(end);
    await sendAll(...Array.from({ length: 6 }, () => [start, end]).flat());
    await proven('offboard/E-10/1/1');
    expect(user(leaver)).toMatchObject({ active: false, groups: [], invites: [] });
    expect(await runsOf('E-10')).toHaveLength(1);
    const { id = '' } = (await findPersonByKey(system.database.db, 'E-10')) ?? {};
    const claims = system.database.db.selectFrom('hrClaims').select('type').where('personId', '=', id);
    await until(async () => (await claims.execute()).length === 2);
  }, 60_000);

  it('the challenge of Okta, then users who are deactivated, suspended and reactivated there', async () => {
    const headers = { 'x-okta-verification-challenge': 'abc-123' };
    const challenge = { ...oktaPost(okta, []), headers, method: 'GET' };
    expect(await sendOver(door.url, challenge)).toEqual({ status: 200, body: '{"verification":"abc-123"}' });

    const [one, two] = [worker('E-11', 'olga.one@acme.example'), worker('E-12', 'otto.two@acme.example')];
    await Promise.all([one, two].map(({ say }) => say('hired', -10, 'Sales')));
    await Promise.all([proven('onboard/E-11/1/1'), proven('onboard/E-12/1/1')]);
    const lifecycle = (first: string, second: string) =>
      oktaPost(okta, [
        { eventType: `user.lifecycle.${first}`, id: '00u-1', login: one.email },
        { eventType: `user.lifecycle.${second}`, id: '00u-2', login: two.email },
      ]);
    await sendAll(lifecycle('deactivate', 'suspend'));
    await Promise.all([proven('suspend/E-11/1/1'), proven('suspend/E-12/1/1')]);
    expect([user(one.email).active, user(two.email).active]).toEqual([false, false]);

    await sendAll(lifecycle('reactivate', 'unsuspend'));
    await Promise.all([closed('suspend/E-11/1/1'), closed('suspend/E-12/1/1')]);
    for (const { email } of [one, two]) expect(user(email)).toMatchObject(inGroups('Sales Viewers'));
  }, 60_000);
});

describe('what is not the sender’s, or not understood,', () => {
  const end = () => worker('X-1', 'it-admin@acme.example').post('terminated', -1);
  const changed = (payload: SignedPost['payload']) => signedPost(hr, { payload });

  it.each<[what: string, status: number, post: () => SignedPost & { isEndless?: boolean }]>([
    ['changed on its way', 401, () => ({ ...end(), payload: String(end().payload).replace('X-1', 'X-2') })],
    ['sent again six minutes later (5.14)', 401, () => signedPost(hr, { sentAt: new Date(Date.now() - 360_000) })],
    ['signed for another connection (5.15)', 401, () => ({ ...end(), url: `/v1/hooks/${okta.hookId}` })],
    ['sent to nobody', 401, () => ({ ...end(), url: '/v1/hooks/AAAAAAAAAAAAAAAAAAAAAAAA' })],
    ['Okta’s without its secret', 401, () => oktaPost({ ...okta, secret: 'whsec_' }, [])],
    ['too large (5.13)', 413, () => changed(Buffer.alloc(300_000, 'x'))],
    ['compressed (5.13)', 415, () => ({ ...end(), headers: { ...end().headers, 'content-encoding': 'gzip' } })],
    ['slow (5.13)', 408, () => ({ ...end(), isEndless: true })],
  ])('is refused and changes nothing: %s', async (_what, status, post) => {
    const { db } = system.database;
    const count = () => db.selectFrom('hrEvents').select(db.fn.countAll<number>().as('count')).execute();
    const before = await count();
    expect((await sendOver(door.url, post())).status).toBe(status);
    expect(await count()).toEqual(before);
  });

  it.each<[what: string, post: () => SignedPost]>([
    ['thousands of levels (5.13)', () => changed(`${'['.repeat(60_000)}${']'.repeat(60_000)}`)],
    [
      'a hostile key (5.13)',
      () => changed(String(end().payload).replace('"worker":', '"__proto__":{"x":1},"worker":')),
    ],
    ['broken UTF-8 (5.13)', () => changed(Buffer.concat([Buffer.from(String(end().payload)), Buffer.of(0xc3, 0x28)]))],
    [
      'another organization of Okta (5.15)',
      () =>
        oktaPost(okta, [{ eventType: 'user.lifecycle.deactivate', id: 'X-1', login: 'it-admin@acme.example' }], {
          source: 'https://other.okta.com/api',
        }),
    ],
  ])('waits for an operator and changes nothing: %s', async (_what, post) => {
    const { db } = system.database;
    await sendAll(post());
    const newest = db.selectFrom('hrEvents').select(['state', 'types']).orderBy('id', 'desc').limit(1);
    expect(await newest.executeTakeFirst()).toEqual({ state: 'quarantined', types: [] });
  });

  it('is nobody’s end: whom all of it was about works on', async () => {
    expect([...(await runsOf('X-1')), ...(await runsOf('X-2'))]).toEqual([]);
    expect(user('it-admin@acme.example').active).toBe(true);
  });
});

it('a secret is replaced without a gap, and the old one is worth nothing afterwards (5.16)', async () => {
  const { db } = system.database;
  const sealer = createSealer(system.workerOptions.encryptionKeys);
  const [old, next] = [await addHrConnection(db, sealer), createWebhookSecret()];
  const ping = async (secret: string) => (await sendOver(door.url, signedPost({ ...old, secret }))).status;
  const replace = (othersEndAt: Date) => replaceHrSecret(db, sealer, old.id, { value: next, othersEndAt });
  expect([await ping(old.secret), await ping(next)]).toEqual([200, 401]);
  await replace(new Date(Date.now() + 60_000));
  expect([await ping(old.secret), await ping(next)]).toEqual([200, 200]);
  await replace(new Date());
  expect([await ping(old.secret), await ping(next)]).toEqual([401, 200]);
});
