import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { afterAll, describe, expect, test } from 'vitest';
import { searchAttributes } from '../../domain/search-attributes.js';
import { accountId, counts, pagesOf, runId } from '../fakes/sync-activities.js';
import { createEndlessStep } from '../fakes/endless-step.js';
import { createSyncRuns, type StartedSync } from '../setup/sync-run.js';

const runs = createSyncRuns();
afterAll(() => runs.close());

const shownBy = async ({ handle }: Pick<StartedSync, 'handle'>) => {
  const { typedSearchAttributes } = await handle.describe();
  return {
    accounts: typedSearchAttributes.get(searchAttributes.accounts),
    stage: typedSearchAttributes.get(searchAttributes.stage),
    attention: typedSearchAttributes.get(searchAttributes.attention),
  };
};

const throws =
  (type: string, options: { nextRetryDelay?: `${number} minutes`; nonRetryable?: boolean } = {}) =>
  () =>
    Promise.reject(ApplicationFailure.create({ type, message: `${type} happened`, ...options }));

describe('a sync that works', () => {
  test('gives its counts and shows that nobody has to look', async () => {
    const run = await runs.sync();
    expect(run.result).toEqual({ outcome: 'applied', runId, baseline: false, counts });
    expect(await shownBy(run)).toEqual({ accounts: ['acme-cloud'], stage: 'applied', attention: undefined });
  });

  test('compares only after users, groups, invites and notes have all been read', async () => {
    const { fake } = await runs.sync();
    const steps = fake.calls.map(({ step }) => step);
    expect(steps.slice(0, 1)).toEqual(['openSyncRun']);
    expect(steps.slice(1, 5).sort()).toEqual(['readGroups', 'readInvites', 'readNotes', 'readUserPages']);
    expect(steps.slice(5)).toEqual(['applyDifferences']);
    expect(fake.inputsOf('applyDifferences')[0]).toEqual({
      accountId,
      runId,
      parts: { users: { 1: 250 }, groups: { 1: 4 }, memberships: { 1: 600 }, invites: { 1: 2 } },
    });
  });

  test('ends as held when too much vanished, and asks an operator to look', async () => {
    const reasons = ['40 of 250 users vanished or disabled'];
    const run = await runs.sync({ applyDifferences: async () => ({ outcome: 'held', reasons, counts }) });
    expect(run.result).toEqual({ outcome: 'held', runId, reasons, counts });
    expect(await shownBy(run)).toMatchObject({ stage: 'held', attention: 'sync-held' });
  });

  test('reads nothing of a paused account', async () => {
    const run = await runs.sync({ openSyncRun: async () => ({ outcome: 'skipped', reason: 'account-paused' }) });
    expect(run.result).toEqual({ outcome: 'skipped', reason: 'account-paused' });
    expect(run.fake.calls).toHaveLength(1);
    expect(await shownBy(run)).toMatchObject({ stage: 'skipped', attention: undefined });
  });

  test('asks an operator to look at a stopped account', async () => {
    const run = await runs.sync({ openSyncRun: async () => ({ outcome: 'skipped', reason: 'account-stopped' }) });
    expect(await shownBy(run)).toMatchObject({ attention: 'account-stopped' });
  });
});

describe('notes that cannot be read', () => {
  test.each(['RetoolUnavailableError', 'RetoolTimeoutError', 'RetoolRateLimitedError'])(
    'do not fail the sync: %s',
    async (type) => {
      const { result, fake } = await runs.sync({ readNotes: throws(type, { nonRetryable: true }) });
      expect(result).toEqual({ outcome: 'applied', runId, baseline: false, counts });
      expect(fake.inputsOf('readNotes')).toEqual([{ accountId, runId }]);
    },
  );
});

describe('staging that got lost', () => {
  test('is read anew, from nothing', async () => {
    let comparisons = 0;
    const { fake, result } = await runs.sync({
      applyDifferences: async () =>
        ++comparisons === 1 ? { outcome: 'staging-lost' } : { outcome: 'applied', baseline: false, counts },
    });
    expect(result.outcome).toBe('applied');
    expect(fake.inputsOf('discardStaging')).toEqual([{ accountId, runId }]);
    expect(fake.inputsOf('readUserPages')).toHaveLength(2);
    expect(fake.inputsOf('readGroups')).toHaveLength(2);
  });

  test('fails the sync with its reason the third time', async () => {
    const run = await runs.sync({ applyDifferences: async () => ({ outcome: 'staging-lost' }) });
    expect(run.result).toMatchObject({ outcome: 'failed', failure: 'StagingLostError', runId });
    expect(run.fake.inputsOf('readUserPages')).toHaveLength(3);
    expect(run.fake.inputsOf('closeSyncRun')).toMatchObject([{ accountId, failure: 'StagingLostError' }]);
  });
});

describe('a broken account', () => {
  test.each(['RetoolUnauthorizedError', 'RetoolForbiddenError', 'WrongOrganizationError', 'TokenUnavailableError'])(
    'ends the sync with the result failed, not as a failed workflow: %s',
    async (type) => {
      const run = await runs.sync({ openSyncRun: throws(type, { nonRetryable: true }) });
      expect(run.result).toEqual({ outcome: 'failed', runId, failure: type, message: `${type} happened` });
      expect(run.fake.inputsOf('closeSyncRun')).toEqual([{ accountId, failure: type, message: `${type} happened` }]);
      expect(await shownBy(run)).toMatchObject({ stage: 'failed', attention: type });
    },
  );

  test('waits as long as Retool asks after 429, and goes on', async () => {
    let attempts = 0;
    const limited = throws('RetoolRateLimitedError', { nextRetryDelay: '3 minutes' });
    const { handle, result } = await runs.sync({
      readInvites: async () => (++attempts === 1 ? await limited() : { invites: 2 }),
    });
    const { startTime, closeTime } = await handle.describe();
    expect(result.outcome).toBe('applied');
    expect(Number(closeTime) - Number(startTime)).toBeGreaterThanOrEqual(180_000);
  });

  test('survives 429 and then 500 for some minutes', async () => {
    let attempts = 0;
    const limited = throws('RetoolRateLimitedError', { nextRetryDelay: '3 minutes' });
    const unavailable = throws('RetoolUnavailableError');
    const { result } = await runs.sync({
      openSyncRun: async () => {
        attempts += 1;
        if (attempts <= 2) return await limited();
        if (attempts <= 10) return await unavailable();
        return { outcome: 'opened', runId, paging: true };
      },
    });
    expect(result.outcome).toBe('applied');
  });

  test('gives up on trouble that does not end within a quarter of an hour', async () => {
    const { handle, result } = await runs.sync({ readGroups: throws('RetoolUnavailableError') });
    const { startTime, closeTime } = await handle.describe();
    expect(result).toMatchObject({ outcome: 'failed', failure: 'RetoolUnavailableError' });
    expect(Number(closeTime) - Number(startTime)).toBeLessThan(16 * 60_000);
  });

  test('fails as a workflow, with its row closed, after an error nobody foresaw', async () => {
    const run = await runs.start({ openSyncRun: throws('TypeError', { nonRetryable: true }) });
    await expect(run.handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(run.fake.inputsOf('closeSyncRun')).toMatchObject([{ failure: 'UnexpectedError' }]);
  });

  test('ends with its result even when its row cannot be closed', async () => {
    const { result } = await runs.sync({
      openSyncRun: throws('DatabaseError', { nonRetryable: true }),
      closeSyncRun: throws('DatabaseError'),
    });
    expect(result).toMatchObject({ outcome: 'failed', failure: 'DatabaseError', runId: null });
  });
});

test('ends by itself after three hours', async () => {
  const started = new Set<number>();
  const slow = throws('RetoolRateLimitedError', { nextRetryDelay: '14 minutes' });
  const { result, fake } = await runs.sync(
    {
      readUserPages: async (input) => {
        const isFirstAttempt = !started.has(input.part);
        started.add(input.part);
        return isFirstAttempt ? await slow() : await pagesOf(1_000_000)(input);
      },
    },
    { readUsers: 'pages' },
  );
  expect(result).toMatchObject({ outcome: 'failed', failure: 'SyncDeadlineError' });
  expect(fake.inputsOf('closeSyncRun')).toMatchObject([{ failure: 'SyncDeadlineError' }]);
  expect(fake.inputsOf('applyDifferences')).toEqual([]);
});

test('answers the progress query with the ticket', async () => {
  const { handle, result } = await runs.sync();
  expect(await handle.query('progress')).toMatchObject({ accountName: 'acme-cloud', stage: 'applied', result });
});

// The last ones: after a cancelled step the server skips no time any more.
describe('reads that are under way', () => {
  test.each(['RetoolUnauthorizedError', 'WrongOrganizationError', 'StagingLostError'])(
    'end with it when notes fail for a reason that is not about them: %s',
    async (type) => {
      const [users, groups, invites] = [createEndlessStep(), createEndlessStep(), createEndlessStep()];
      const { result } = await runs.sync({
        readUserPages: users.step,
        readGroups: groups.step,
        readInvites: invites.step,
        readNotes: async () => {
          await Promise.all([users.began, groups.began, invites.began]);
          return await throws(type, { nonRetryable: true })();
        },
      });
      expect(result).toMatchObject({ outcome: 'failed', failure: type });
    },
  );

  test('are cancelled when one fails for good', async () => {
    const [users, groups, notes] = [createEndlessStep(), createEndlessStep(), createEndlessStep()];
    const { result, fake } = await runs.sync({
      readUserPages: users.step,
      readGroups: groups.step,
      readNotes: notes.step,
      readInvites: async () => {
        await Promise.all([users.began, groups.began, notes.began]);
        return await throws('RetoolForbiddenError', { nonRetryable: true })();
      },
    });
    expect(result).toMatchObject({ outcome: 'failed', failure: 'RetoolForbiddenError' });
    expect(fake.inputsOf('applyDifferences')).toEqual([]);
  });

  test('are cancelled by an operator, and the row is closed', async () => {
    const [users, groups] = [createEndlessStep(), createEndlessStep()];
    const [invites, notes] = [createEndlessStep(), createEndlessStep()];
    const run = await runs.start({
      readUserPages: users.step,
      readGroups: groups.step,
      readInvites: invites.step,
      readNotes: notes.step,
    });
    await Promise.all([users.began, groups.began, invites.began, notes.began]);
    await run.handle.cancel();
    await expect(run.handle.result()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
    expect(run.fake.inputsOf('closeSyncRun')).toMatchObject([{ failure: 'SyncCancelledError' }]);
    expect(run.fake.inputsOf('applyDifferences')).toEqual([]);
  });
});
