import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, getAccount, removeAccount } from '../../store/accounts.js';
import { compareAndApply } from '../../store/compare.js';
import { acceptHeldRun } from '../../store/held-runs.js';
import { countNotes } from '../../store/notes.js';
import { type NotesReading, type StagedToken, stageTokens, stageWorkflows } from '../../store/stage-notes.js';
import { emptyStaging, StagingLostError } from '../../store/staging-tables.js';
import { closeSyncRun, findSyncRunById, type SyncRun } from '../../store/sync-runs.js';
import { crowd, type Organization, organization, readOrganization, syncOrganization } from '../setup/organization.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

let account: Account;
beforeEach(async () => {
  account = await addAccount(store.db);
});

const acme = organization({ users: crowd() });

const token = (id: string, changes: Partial<StagedToken> = {}): StagedToken => ({
  id,
  label: `token ${id}`,
  last4: 'x7qa',
  ownerLegacyId: 4,
  scopes: ['users:read', 'groups:read'],
  createdAt: '2026-11-01T09:00:00.000Z',
  ...changes,
});

const workflow = { name: 'Nightly', createdByLegacyId: 4, crontab: '0 6 * * *', timezone: 'UTC', isEnabled: true };

/** Reads everything, tokens as given, up to the comparison. */
async function read(tokens: NotesReading<StagedToken>, of: Organization = acme) {
  const reading = { ...(await readOrganization(store, account.id, of)), now: new Date() };
  await stageTokens(store.db, reading.runId, tokens);
  return reading;
}

async function sync(tokens: NotesReading<StagedToken>) {
  return await compareAndApply(store.db, await read(tokens));
}

const tokens = async () =>
  await store.db.selectFrom('tokenNotes').selectAll().where('accountId', '=', account.id).orderBy('id').execute();
const tokenIds = async () => (await tokens()).map(({ id }) => id);
const facts = async () => {
  const { tokensReadAt, tokensUnreadReason } = await getAccount(store.db, account.id);
  return { tokensReadAt, tokensUnreadReason };
};

describe('notes', () => {
  it('are there with the differences of their run, as of when they were read', async () => {
    const { runId, ...rest } = await read({ notes: [token('a')] });
    await stageWorkflows(store.db, runId, { notes: [{ id: 'w', ...workflow }] });
    expect(await countNotes(store.db, account.id)).toEqual({ tokens: 0, workflows: 0 });
    const { readAt } = await store.db
      .selectFrom('stagedNotes')
      .select('readAt')
      .where('syncRunId', '=', runId)
      .where('kind', '=', 'tokens')
      .executeTakeFirstOrThrow();
    await compareAndApply(store.db, { ...rest, runId });
    const createdAt = new Date('2026-11-01T09:00:00Z');
    expect(await tokens()).toEqual([{ accountId: account.id, ...token('a'), createdAt }]);
    const workflows = store.db.selectFrom('workflowNotes').selectAll().where('accountId', '=', account.id);
    expect(await workflows.execute()).toEqual([{ accountId: account.id, id: 'w', ...workflow }]);
    expect(await facts()).toEqual({ tokensReadAt: readAt, tokensUnreadReason: null });
    expect(await countNotes(store.db, account.id)).toEqual({ tokens: 1, workflows: 1 });
  });

  it('are replaced as a whole, and rows that stay the same are not written', async () => {
    await sync({ notes: [token('a'), token('b'), token('c')] });
    const version = async (id: string) =>
      (await store.pool.query('select xmin::text from token_notes where account_id = $1 and id = $2', [account.id, id]))
        .rows;
    const before = await version('a');
    await sync({ notes: [token('a'), token('c', { label: 'renamed' }), token('d')] });
    expect((await tokens()).map(({ id, label }) => [id, label])).toEqual([
      ['a', 'token a'],
      ['c', 'renamed'],
      ['d', 'token d'],
    ]);
    expect(await version('a')).toEqual(before);
  });

  it('that may not be read any more are forgotten, with the reason', async () => {
    await sync({ notes: [token('a')] });
    await sync({ unreadReason: 'the token lacks access_tokens:read' });
    expect(await tokens()).toEqual([]);
    expect(await facts()).toEqual({ tokensReadAt: null, tokensUnreadReason: 'the token lacks access_tokens:read' });
    await sync({ notes: [token('b')] });
    expect(await facts()).toEqual({ tokensReadAt: expect.any(Date) as Date, tokensUnreadReason: null });
  });

  it('stay as they were when a run did not get to read them', async () => {
    await sync({ notes: [token('a')] });
    const before = await facts();
    await syncOrganization(store, account.id, acme);
    expect(await tokenIds()).toEqual(['a']);
    expect(await facts()).toEqual(before);
  });

  it('of a failed run change nothing', async () => {
    await sync({ notes: [token('a')] });
    const { runId } = await read({ notes: [token('b')] });
    await closeSyncRun(store.db, runId, { state: 'failed' });
    await syncOrganization(store, account.id, acme);
    expect(await tokenIds()).toEqual(['a']);
  });

  it('are those of the last attempt', async () => {
    const { runId, ...rest } = await read({ notes: [token('a')] });
    await stageTokens(store.db, runId, { unreadReason: 'refused' });
    await stageTokens(store.db, runId, { notes: [token('b')] });
    await compareAndApply(store.db, { ...rest, runId });
    expect(await tokenIds()).toEqual(['b']);
  });

  it('are discarded with the staging of their run', async () => {
    await sync({ notes: [token('a')] });
    const { runId } = await read({ notes: [token('b')] });
    await emptyStaging(store.db, runId);
    const staged = store.db.selectFrom('stagedNotes').selectAll().where('syncRunId', '=', runId);
    expect(await staged.execute()).toEqual([]);
  });

  it('of a held run wait with it', async () => {
    await sync({ notes: [token('a')] });
    const reading = await read({ notes: [token('b')] }, organization());
    expect(await compareAndApply(store.db, reading)).toMatchObject({ outcome: 'held' });
    expect(await tokenIds()).toEqual(['a']);
    const run = (await findSyncRunById(store.db, reading.runId)) as SyncRun;
    await acceptHeldRun(store.db, run, { reviewedBy: 'ops', now: new Date() });
    expect(await tokenIds()).toEqual(['b']);
  });

  it('cannot be added to a run that was compared', async () => {
    const reading = await read({ notes: [] });
    await compareAndApply(store.db, reading);
    await expect(stageTokens(store.db, reading.runId, { notes: [token('late')] })).rejects.toThrow(StagingLostError);
  });

  it('survive odd values: each id once, what is no date or number unknown, what no text may hold replaced', async () => {
    const odd = token('b', { label: 'a\0b\ud800c', createdAt: 'yesterday', ownerLegacyId: 1.5, scopes: [] });
    await sync({ notes: [token('a'), token('a', { label: 'again' }), odd] });
    expect(await tokenIds()).toEqual(['a', 'b']);
    expect((await tokens())[1]).toMatchObject({ label: 'a\ufffdb\ufffdc', createdAt: null, ownerLegacyId: null });
  });

  it('of other accounts are left alone, and go with their own', async () => {
    const other = await addAccount(store.db);
    await sync({ notes: [token('a')] });
    const mine = account;
    account = other;
    await sync({ notes: [token('a')] });
    await sync({ unreadReason: 'refused' });
    expect(await countNotes(store.db, mine.id)).toEqual({ tokens: 1, workflows: 0 });
    await removeAccount(store.db, mine.id);
    expect(await countNotes(store.db, mine.id)).toEqual({ tokens: 0, workflows: 0 });
  });
});
