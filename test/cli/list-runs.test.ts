import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertBatch } from '../../store/batches.js';
import { openRunAccounts, noteAccountState } from '../../store/run-accounts.js';
import { addPerson, addRun } from '../setup/lifecycle.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let steward: Steward;
let batchId: string;
const ids = [
  'offboard/p-nu2t69g5/1/1',
  'access/7b1e0a52-30c6-4a53-9f1e-0d8a1f1e7a42',
  'offboard/leaver-77e1c2d0b9aa/1/1',
];

beforeAll(async () => {
  store = await openTestStore();
  steward = createSteward({ DATABASE_URL: store.url });
  const person = await addPerson(store.db, { email: 'maximiliane.von-der-heide@acme.example' });
  const about = { personId: person.id, episode: 1 };
  const [one = '', access = '', leaver = ''] = ids;
  await addRun(store.db, { ...about, workflowId: one, stage: 'acting', attention: 'approval-overdue' });
  await addRun(store.db, { ...about, workflowId: access, kind: 'access', number: 2, stage: 'waiting-for-approval' });
  const batch = await insertBatch(store.db, { releaseAt: new Date(), askedBy: 'tess', reason: null });
  batchId = batch.id;
  const run = await addRun(store.db, {
    ...about,
    workflowId: leaver,
    number: 3,
    batchId,
    stage: 'waiting-for-approval',
  });
  const account = await addAccount(store.db);
  await openRunAccounts(store.db, run.id, [account]);
  const held = { state: 'held' as const, detail: 'the last enabled admin of an account with a long name' };
  await noteAccountState(store.db, { runId: run.id, accountId: account.id }, held);
});
afterAll(() => store.close());

const lines = async (args: string[], columns = 80) =>
  (await steward(['runs', ...args], { columns })).stdout.split('\n');

it('a list of runs never cuts the id, which is to be typed', async () => {
  const listed = await lines([]);
  for (const id of ids) expect(listed.join('\n')).toContain(`${id} `);
  for (const line of listed) expect(line.length).toBeLessThanOrEqual(80);
});

it('a list of runs has the person beside the run', async () => {
  const [, line = ''] = await lines(['--stage', 'acting']);
  expect(line).toMatch(/^offboard\/p-nu2t69g5\/1\/1 +acting +approval-o\S+ +maximilia\S*…  2026-12-31 23:00$/);
  expect(line.length).toBeLessThanOrEqual(80);
});

it('a list of a batch never cuts the id, and tells who it is and what is the matter', async () => {
  const listed = await lines(['--batch', batchId]);
  expect(listed[1]).toMatch(/^maximilia\S* +waiting for approval +account\S*… +offboard\/leaver-77e1c2d0b9aa\/1\/1$/);
  expect(listed[1]?.length).toBeLessThanOrEqual(80);
});

it('columns that say nothing in any row are left out', async () => {
  expect((await lines([], 200))[0]).toMatch(/run +stage +attention +person +acts +asked by/);
  await store.db.updateTable('runs').set({ attention: null }).execute();
  expect((await lines([], 200))[0]).toMatch(/^run +stage +person +acts +asked by$/);
});

it('--stage takes every word that stands in its column', async () => {
  const ended = { stage: 'done' as const, closedAt: new Date() };
  const partly = await addRun(store.db, { ...ended, outcome: 'partly-verified', batchId });
  const rejected = await addRun(store.db, { ...ended, stage: 'cancelled', outcome: 'rejected' });
  const found = async (...args: string[]) => (await lines([...args])).filter((line) => line.includes('/')).join();
  expect(await found('--stage', 'partly-verified')).toMatch(new RegExp(`^${partly.workflowId} `));
  expect(await found('--stage', 'rejected')).toMatch(new RegExp(`^${rejected.workflowId} `));
  expect(await found('--stage', 'cancelled')).toContain(rejected.workflowId);
  expect(await found('--batch', batchId, '--stage', 'partly-verified')).toContain(partly.workflowId);
  expect(await found('--stage', 'superseded')).toBe('');
});
