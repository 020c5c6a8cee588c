import { ApplicationFailure } from '@temporalio/common';
import { afterAll, expect, test } from 'vitest';
import { accountId, pagesOf, runId } from '../fakes/sync-activities.js';
import { createEndlessStep } from '../fakes/endless-step.js';
import { createSyncRuns } from '../setup/sync-run.js';

const runs = createSyncRuns();
afterAll(() => runs.close());

const run = { accountId, runId };

const cutShort = async () => {
  throw ApplicationFailure.nonRetryable('GET /users broke off', 'RetoolUnreachableError');
};

test('takes pages and no more when all users fit on ten', async () => {
  const { fake } = await runs.sync({ readUserPages: pagesOf(1000) });
  expect(fake.inputsOf('readUserPages')).toEqual([{ ...run, part: 1, fromToken: null, maxPages: 10, usersBefore: 0 }]);
  expect(fake.inputsOf('readAllUsers')).toEqual([]);
  expect(fake.inputsOf('applyDifferences')[0]?.parts).toMatchObject({ users: { 1: 1000 } });
});

test('reads all users in one call when more follow page ten', async () => {
  const { fake } = await runs.sync({ readUserPages: pagesOf(1001), readAllUsers: async () => ({ users: 1001 }) });
  expect(fake.inputsOf('readUserPages')).toHaveLength(1);
  expect(fake.inputsOf('readAllUsers')).toEqual([{ ...run, part: 2, pagesPossible: true }]);
  expect(fake.inputsOf('applyDifferences')[0]?.parts).toMatchObject({ users: { 1: 1000, 2: 1001 } });
});

test('goes on page by page from where the pages ended when the whole answer cannot be had', async () => {
  const { fake } = await runs.sync({ readUserPages: pagesOf(25_000), readAllUsers: cutShort });
  expect(fake.inputsOf('readUserPages')).toEqual([
    { ...run, part: 1, fromToken: null, maxPages: 10, usersBefore: 0 },
    { ...run, part: 2, fromToken: '1000', maxPages: 200, usersBefore: 1000 },
    { ...run, part: 3, fromToken: '21000', maxPages: 200, usersBefore: 21_000 },
  ]);
  const { parts } = fake.inputsOf('applyDifferences')[0] ?? {};
  expect(parts).toMatchObject({ users: { 1: 1000, 2: 20_000, 3: 4000 } });
});

test('never asks for the whole answer when told to take pages', async () => {
  const { fake } = await runs.sync({ readUserPages: pagesOf(5000) }, { readUsers: 'pages' });
  expect(fake.inputsOf('readAllUsers')).toEqual([]);
  expect(fake.inputsOf('readUserPages')).toHaveLength(2);
});

test('asks an old Retool, which has no pages, for all users at once', async () => {
  const { fake } = await runs.sync({ openSyncRun: async () => ({ outcome: 'opened', runId, paging: false }) });
  expect(fake.inputsOf('readUserPages')).toEqual([]);
  expect(fake.inputsOf('readAllUsers')).toEqual([{ ...run, part: 1, pagesPossible: false }]);
});

test('does not try pages when the token stops being accepted during the whole answer', async () => {
  const refused = async () => {
    throw ApplicationFailure.nonRetryable('the token is not accepted', 'RetoolUnauthorizedError');
  };
  const [groups, invites, notes] = [createEndlessStep(), createEndlessStep(), createEndlessStep()];
  const { fake, result } = await runs.sync({
    readUserPages: pagesOf(5000),
    readAllUsers: refused,
    readGroups: groups.step,
    readInvites: invites.step,
    readNotes: notes.step,
  });
  expect(result).toMatchObject({ outcome: 'failed', failure: 'RetoolUnauthorizedError' });
  expect(fake.inputsOf('readUserPages')).toHaveLength(1);
});

test('takes at most 200 events for 100,000 users page by page', async () => {
  const { handle, result } = await runs.sync({ readUserPages: pagesOf(100_000) }, { readUsers: 'pages' });
  const { events } = await handle.fetchHistory();
  expect(result.outcome).toBe('applied');
  expect(events?.length).toBeLessThan(200);
});
