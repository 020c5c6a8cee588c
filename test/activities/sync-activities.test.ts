import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getAccount, removeAccount, updateAccount } from '../../store/accounts.js';
import { countPart } from '../../store/staging.js';
import { findSyncRunById, listSyncRuns } from '../../store/sync-runs.js';
import { createSyncStage, openRun, type SyncStage } from '../setup/sync-stage.js';

let stage: SyncStage;

beforeEach(async () => {
  stage = await createSyncStage([{ name: 'acme' }, { name: 'beta' }]);
});
afterEach(() => stage.close());

const acme = () => stage.simulator.account('acme');
const pathsCalled = () => stage.simulator.journal.entries().map(({ path }) => path);

describe('opening a run', () => {
  test('confirms the organization and gives the same run when repeated', async () => {
    const { id: accountId } = await stage.connect(acme());
    const opened = await stage.attempt('openSyncRun', { accountId });
    expect(opened).toEqual({ outcome: 'opened', runId: expect.any(String), paging: true });
    expect(await stage.attempt('openSyncRun', { accountId })).toEqual(opened);
    expect(pathsCalled()).toEqual(['/organization', '/organization']);
  });

  test('knows an old Retool that has no pages', async () => {
    const { id: accountId } = await stage.connect(acme(), { features: { paging: false } as never });
    expect(await stage.attempt('openSyncRun', { accountId })).toMatchObject({ paging: false });
  });

  test('stops the account when its token belongs to another organization, and reads nothing', async () => {
    const { id: accountId } = await stage.connect(acme(), { baseUrl: acme().gatewayUrl });
    acme().swapToken(acme().tokens.read, 'beta');
    const attempt = stage.attempt('openSyncRun', { accountId });
    await expect(attempt).rejects.toMatchObject({ type: 'WrongOrganizationError', nonRetryable: true });
    expect(pathsCalled()).toEqual(['/organization']);
    const { state, stateReason } = await getAccount(stage.database.db, accountId);
    expect({ state, stateReason }).toEqual({ state: 'stopped', stateReason: 'wrong-organization' });
    expect(await stage.attempt('openSyncRun', { accountId })).toEqual({
      outcome: 'skipped',
      reason: 'account-stopped',
    });
  });

  test('skips a paused and a removed account without a call', async () => {
    const { id: accountId } = await stage.connect(acme());
    await updateAccount(stage.database.db, accountId, { state: 'paused' });
    expect(await stage.attempt('openSyncRun', { accountId })).toEqual({ outcome: 'skipped', reason: 'account-paused' });
    await removeAccount(stage.database.db, accountId);
    const afterwards = await stage.attempt('openSyncRun', { accountId });
    expect(afterwards).toEqual({ outcome: 'skipped', reason: 'account-removed' });
    expect(pathsCalled()).toEqual([]);
  });

  test('names a revoked token, without showing it', async () => {
    const { id: accountId } = await stage.connect(acme());
    acme().revokeToken(acme().tokens.read);
    const error = await stage.attempt('openSyncRun', { accountId }).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ type: 'RetoolUnauthorizedError', nonRetryable: true });
    expect(`${String(error)} ${(error as Error).stack}`).not.toContain(acme().tokens.read);
  });

  test('says so when the token cannot be had', async () => {
    const { id: accountId } = await stage.connect(acme(), { source: { kind: 'env', name: 'ACME_TOKEN' } });
    const attempt = stage.attempt('openSyncRun', { accountId });
    await expect(attempt).rejects.toMatchObject({ type: 'TokenUnavailableError', nonRetryable: true });
  });

  test('closes what an earlier run left open', async () => {
    const { id: accountId } = await stage.connect(acme());
    const first = await stage.attempt('openSyncRun', { accountId }, { workflowRunId: 'first' });
    await stage.attempt('openSyncRun', { accountId }, { workflowRunId: 'second' });
    const { runId } = first as { runId: string };
    expect(await findSyncRunById(stage.database.db, runId)).toMatchObject({ state: 'failed' });
  });
});

describe('a token that changes behind its reference', () => {
  test('is compared with the pinned organization before anything is read with it', async () => {
    stage.variables.ACME_TOKEN = acme().tokens.read;
    const source = { kind: 'env', name: 'ACME_TOKEN' } as const;
    const account = await stage.connect(acme(), { source, baseUrl: acme().gatewayUrl });
    const run = await openRun(stage, account);
    stage.variables.ACME_TOKEN = stage.simulator.account('beta').tokens.read;
    const attempt = stage.attempt('readInvites', { ...run, part: 1 });
    await expect(attempt).rejects.toMatchObject({ type: 'WrongOrganizationError', nonRetryable: true });
    expect(pathsCalled()).toEqual(['/organization', '/organization']);
  });

  test('is not compared again while it stays the same', async () => {
    const run = await openRun(stage, 'acme');
    await stage.attempt('readInvites', { ...run, part: 1 });
    expect(pathsCalled()).toEqual(['/organization', '/user_invites']);
  });
});

describe('groups and invites', () => {
  test('are staged with all members', async () => {
    const run = await openRun(stage, 'acme');
    const { groups, memberships, invites } = acme().counts();
    expect(await stage.attempt('readGroups', { ...run, part: 1 })).toEqual({ groups, memberships });
    expect(await stage.attempt('readInvites', { ...run, part: 1 })).toEqual({ invites });
  });

  test('of a failed attempt do not add up with those of the next', async () => {
    const run = await openRun(stage, 'acme');
    const { groups, memberships } = acme().counts();
    const fault = { kind: 'truncate', afterBytes: 4000 } as const;
    stage.simulator.faults.add({ account: 'acme', path: '/groups', nth: 1, fault });
    await expect(stage.attempt('readGroups', { ...run, part: 1 })).rejects.toThrow();
    expect(await stage.attempt('readGroups', { ...run, part: 1 })).toEqual({ groups, memberships });
  });

  test('need a token that may read them', async () => {
    const token = acme().createToken({ label: 'users only', scopes: ['users:read', 'organization:read'] });
    const run = await openRun(stage, await stage.connect(acme(), { source: { kind: 'stored', token } }));
    const attempt = stage.attempt('readGroups', { ...run, part: 1 });
    await expect(attempt).rejects.toMatchObject({ type: 'RetoolForbiddenError', nonRetryable: true });
    await expect(attempt).rejects.toThrow('groups:read');
  });
});

describe('the comparison', () => {
  const read = async (run: { accountId: string; runId: string }) => {
    const step = { ...run, part: 1 };
    const { users } = await stage.attempt('readAllUsers', { ...step, pagesPossible: true });
    const { groups, memberships } = await stage.attempt('readGroups', step);
    const { invites } = await stage.attempt('readInvites', step);
    return { users: { 1: users }, groups: { 1: groups }, memberships: { 1: memberships }, invites: { 1: invites } };
  };

  test('applies what was read, and gives the same result when its answer got lost', async () => {
    const run = await openRun(stage, 'acme');
    const parts = await read(run);
    const applied = await stage.attempt('applyDifferences', { ...run, parts });
    expect(applied).toMatchObject({ outcome: 'applied', baseline: true, counts: acme().counts() });
    expect(await stage.attempt('applyDifferences', { ...run, parts })).toEqual(applied);
  });

  test('notices staging that was emptied', async () => {
    const run = await openRun(stage, 'acme');
    const parts = await read(run);
    await stage.attempt('discardStaging', run);
    expect(await stage.attempt('applyDifferences', { ...run, parts })).toEqual({ outcome: 'staging-lost' });
    expect(await countPart(stage.database.db, run.runId, 'users', 1)).toBe(0);
  });
});

describe('closing a run', () => {
  test('says why, and drops what it staged', async () => {
    const { accountId, runId } = await openRun(stage, 'acme');
    const failure = { accountId, failure: 'RetoolForbiddenError', message: 'the token lacks groups:read' } as const;
    expect(await stage.attempt('closeSyncRun', failure)).toEqual({ runId });
    expect(await findSyncRunById(stage.database.db, runId)).toMatchObject({
      state: 'failed',
      failureType: 'RetoolForbiddenError',
      reasons: ['the token lacks groups:read'],
    });
    await expect(countPart(stage.database.db, runId, 'users', 1)).rejects.toThrow('gone');
  });

  test('that was never opened does nothing', async () => {
    const { id: accountId } = await stage.connect(acme());
    const failure = { accountId, failure: 'RetoolUnreachableError', message: 'refused' } as const;
    expect(await stage.attempt('closeSyncRun', failure)).toEqual({ runId: null });
    expect(await listSyncRuns(stage.database.db, { limit: 9 })).toEqual([]);
  });
});
