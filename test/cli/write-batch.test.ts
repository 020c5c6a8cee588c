import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Leaver } from '../../cli/offboard/read-leavers.js';
import { type BatchRequest, writeBatch } from '../../cli/offboard/write-batch.js';
import { defaultPolicy } from '../../domain/policy/default-policy.js';
import { findBatch, listBatchLeavers } from '../../store/batches.js';
import { listDecisions } from '../../store/decisions.js';
import { addOperator, type Operator } from '../../store/operators.js';
import { findPersonById } from '../../store/people.js';
import { getRun, updateRun } from '../../store/runs.js';
import { addPerson, addRun } from '../setup/lifecycle.js';
import { openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let operator: Operator;
beforeAll(async () => {
  store = await openTestStore();
  const expiresAt = new Date('2199-01-01T00:00:00Z');
  ({ operator } = await addOperator(store.db, { name: 'tess', role: 'admin', expiresAt }));
});
afterAll(() => store.close());

const release = new Date('2026-12-31T17:00:00Z');
const earlier = new Date('2026-12-30T17:00:00Z');
const later = new Date('2027-02-01T00:00:00Z');
let strangers = 0;
const stranger = (): Leaver => ({ line: 9, name: `new${++strangers}@acme.example`, reason: null, person: undefined });

const write = (leavers: Leaver[], changes: Partial<BatchRequest> = {}) =>
  writeBatch(store.db, {
    ...{ file: 'leavers.csv', leavers, operator, reason: 'the site closes', onlyAccounts: null },
    moment: { effectiveAt: release, effectiveDay: null, timeZone: 'UTC' },
    now: new Date('2026-11-27T12:00:00Z'),
    ...{ policy: defaultPolicy, policyHash: 'hash', ...changes },
  });

/** Somebody with an open offboarding. */
async function withOpenRun(effectiveAt: Date, changes: Parameters<typeof addRun>[1] = {}) {
  const { id, email } = await addPerson(store.db);
  const run = await addRun(store.db, { personId: id, episode: 1, effectiveAt, stage: 'waiting', ...changes });
  const leaver: Leaver = { line: 4, name: email, reason: null, person: await findPersonById(store.db, id) };
  return { run, leaver };
}

test('a batch has an ordinary run for each leaver, by an id that names nobody, with the reason of their line', async () => {
  const { id, key, email } = await addPerson(store.db, { key: 'E-1042' });
  const known: Leaver = { line: 2, name: key, reason: 'moved away', person: await findPersonById(store.db, id) };
  const { batch, written } = await write([known, stranger()]);
  expect(written.map(({ leaver, how }) => [leaver.line, how])).toEqual([
    [2, 'new'],
    [9, 'new'],
  ]);
  for (const { run } of written) expect(run.workflowId).toMatch(/^offboard\/leaver-[0-9a-f]{12}\/1\/1$/);
  const leavers = await listBatchLeavers(store.db, batch.id);
  const ours = leavers.find(({ personKey }) => personKey === key);
  expect(ours).toMatchObject({ workEmail: email, run: { reason: 'moved away', effectiveAt: release } });
  expect(await findBatch(store.db, batch.id.slice(0, 8))).toMatchObject({ id: batch.id });
});

describe('somebody who has an open offboarding keeps it', () => {
  test.each([
    ['is moved to the release when it would act later', later, {}, 'moved'],
    ['stays as it is when it acts earlier', earlier, {}, 'acts-earlier'],
    ['stays as it is when it acts already', later, { stage: 'acting' as const }, 'acts-already'],
  ])('and it %s', async (_, effectiveAt, changes, expected) => {
    const { run, leaver } = await withOpenRun(effectiveAt, changes);
    const { batch, written } = await write([leaver]);
    expect(written).toMatchObject([{ how: expected, run: { id: run.id } }]);
    expect((await getRun(store.db, run.id)).batchId).toBe(batch.id);
    const decided = (await listDecisions(store.db, run.id)).map(({ kind, detail }) => [kind, detail['batchId']]);
    expect(decided).toEqual(expected === 'moved' ? [['reschedule', batch.id]] : []);
  });

  test('in the batch it is in, unless that one acts later', async () => {
    const first = stranger();
    const { batch, written } = await write([first]);
    const person = await findPersonById(store.db, written[0]?.run.personId ?? '');
    const again = { ...first, person };
    expect((await write([again])).written).toMatchObject([{ how: 'other-batch' }]);
    expect((await getRun(store.db, written[0]?.run.id ?? '')).batchId).toBe(batch.id);
    const sooner = { effectiveAt: earlier, effectiveDay: null, timeZone: 'UTC' };
    await updateRun(store.db, written[0]?.run.id ?? '', { stage: 'waiting' });
    expect((await write([again], { moment: sooner })).written).toMatchObject([{ how: 'moved' }]);
  });
});

test('nothing is written down when an open offboarding was approved for later, and its asker would have it act earlier', async () => {
  const { leaver } = await withOpenRun(later, { needsApproval: true, askedBy: 'tess' });
  await expect(write([leaver])).rejects.toThrow(/leavers\.csv, line 4: .* was approved for a later moment/);
  const { leaver: asked } = await withOpenRun(later, { needsApproval: true, askedBy: 'tim' });
  expect((await write([asked])).written).toMatchObject([{ how: 'moved' }]);
});

test('nothing is written down when an open offboarding does less than is asked for', async () => {
  const { run, leaver } = await withOpenRun(later, { onlyAccounts: ['acme-cloud'] });
  const before = await store.db.selectFrom('batches').select('id').execute();
  const alone = stranger();
  await expect(write([alone, leaver])).rejects.toThrow(/leavers\.csv, line 4: .*in acme-cloud only/);
  expect(await store.db.selectFrom('batches').select('id').execute()).toEqual(before);
  expect(await store.db.selectFrom('identities').selectAll().where('value', '=', alone.name).execute()).toEqual([]);
  expect((await write([leaver], { onlyAccounts: ['acme-cloud'] })).written).toMatchObject([{ run: { id: run.id } }]);
});
