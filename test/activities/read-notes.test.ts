import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../store/accounts.js';
import { closeSyncRun } from '../../store/sync-runs.js';
import { createSyncStage, openRun, type SyncStage } from '../setup/sync-stage.js';

let stage: SyncStage;

beforeEach(async () => {
  stage = await createSyncStage([{ name: 'acme' }]);
});
afterEach(() => stage.close());

const acme = () => stage.simulator.account('acme');
const pathsCalled = () => stage.simulator.journal.entries().map(({ path }) => path);

/** An account with a token that may read so much, and a run of it. */
async function openWith(scopes: readonly string[], changes: Partial<Account> = {}) {
  const token = acme().createToken({ label: 'steward', scopes: ['organization:read', ...scopes] });
  return await openRun(stage, await stage.connect(acme(), { ...changes, source: { kind: 'stored', token } }));
}

const both = ['access_tokens:read', 'workflows:read'];

const staged = async (runId: string) => {
  const rows = stage.database.db.selectFrom('stagedNotes').selectAll().where('syncRunId', '=', runId);
  const found = await rows.orderBy('kind').execute();
  return found.map(({ kind, notes, unreadReason }) => ({ kind, count: notes?.length, unreadReason }));
};

describe('access tokens and workflows', () => {
  test('are staged, and counted', async () => {
    const run = await openWith(both);
    const { tokens, workflows } = await stage.attempt('readNotes', run);
    expect(tokens).toBeGreaterThan(0);
    expect(workflows).toBe(acme().workflows().length);
    expect(await staged(run.runId)).toEqual([
      { kind: 'tokens', count: tokens, unreadReason: null },
      { kind: 'workflows', count: workflows, unreadReason: null },
    ]);
  });

  test('that the token may not read are no failure, but a fact with its reason', async () => {
    const run = await openWith(['access_tokens:read']);
    expect(await stage.attempt('readNotes', run)).toEqual({ tokens: expect.any(Number) as number, workflows: null });
    const [, workflows] = await staged(run.runId);
    expect(workflows?.unreadReason).toBe('GET /workflows was refused (403): the token lacks workflows:read');
  });

  test.each([
    ['not there', { kind: 'status', status: 404 }, 'found nothing (404)'],
    ['a web page', { kind: 'html', status: 404 }, 'web page'],
    ['not given as they are asked for', { kind: 'status', status: 400 }, 'was rejected (400)'],
  ] as const)('that are %s are no failure either', async (_, fault, reason) => {
    const run = await openWith(both);
    stage.simulator.faults.add({ account: 'acme', path: '/access_tokens', fault });
    expect(await stage.attempt('readNotes', run)).toMatchObject({ tokens: null });
    const [tokens] = await staged(run.runId);
    expect(tokens?.unreadReason).toContain(reason);
  });

  test('are not asked for where the version does not list them', async () => {
    const run = await openWith(both, { features: { accessTokens: false, workflows: false } as never });
    expect(await stage.attempt('readNotes', run)).toEqual({ tokens: null, workflows: null });
    expect(pathsCalled()).toEqual(['/organization']);
    const reasons = (await staged(run.runId)).map(({ unreadReason }) => unreadReason);
    expect(reasons).toEqual([expect.stringContaining('access tokens'), expect.stringContaining('workflows')]);
  });

  test.each([
    ['trouble that passes', { kind: 'status', status: 503 }, { type: 'RetoolUnavailableError', nonRetryable: false }],
    ['a dead token', { kind: 'status', status: 401 }, { type: 'RetoolUnauthorizedError', nonRetryable: true }],
  ] as const)('are not given up for %s, and nothing is said of them', async (_, fault, failure) => {
    const run = await openWith(both);
    stage.simulator.faults.add({ account: 'acme', path: '/access_tokens', fault });
    await expect(stage.attempt('readNotes', run)).rejects.toMatchObject(failure);
    expect(await staged(run.runId)).toEqual([]);
  });

  test('are not added to a run that was closed meanwhile', async () => {
    const run = await openWith(both);
    await closeSyncRun(stage.database.db, run.runId, { state: 'failed' });
    await expect(stage.attempt('readNotes', run)).rejects.toMatchObject({ type: 'StagingLostError' });
  });
});
