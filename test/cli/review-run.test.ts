import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OperatorRole } from '../../domain/run.js';
import { lockAccount } from '../../store/account-lock.js';
import type { Account } from '../../store/accounts.js';
import { rejectHeldRun } from '../../store/held-runs.js';
import { addOperator } from '../../store/operators.js';
import { findHeldRun, findSyncRunById } from '../../store/sync-runs.js';
import { holdTransaction } from '../setup/held-transaction.js';
import { crowd, organization, syncOrganization } from '../setup/organization.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';
import { until } from '../setup/until.js';

let store: TestStore;
let steward: Steward;
let account: Account;

/** Commands of somebody in this role, who is called after it. */
async function as(role: OperatorRole): Promise<Steward> {
  const { key } = await addOperator(store.db, { name: `the-${role}`, role, expiresAt: new Date('2199-01-01') });
  return createSteward({ DATABASE_URL: store.url, STEWARD_OPERATOR_KEY: key });
}

beforeAll(async () => {
  store = await openTestStore();
  steward = await as('operator');
});
afterAll(() => store.close());

beforeEach(async () => {
  account = await addAccount(store.db);
  await syncOrganization(store, account.id, organization({ users: crowd() }));
  await syncOrganization(store, account.id, organization({ users: crowd().slice(4) }));
});

/** Somebody waits for a lock of this database. */
async function isBlocked(): Promise<boolean> {
  const { rows } = await store.pool.query(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`,
  );
  return rows.length > 0;
}

describe('steward sync review', () => {
  it('is refused to a viewer, and nobody settles it under the name of somebody else', async () => {
    const viewer = await as('viewer');
    const refused = await viewer(['sync', 'review', account.name, 'accept']);
    expect(refused.stderr).toMatch(/^This takes the role operator, and the-viewer is viewer\./);
    expect(refused.exitCode).toBe(2);
    expect((await steward(['sync', 'review', account.name, 'accept', '--by', 'ann'])).exitCode).toBe(2);
    const run = await findHeldRun(store.db, account.id);
    expect(run).toMatchObject({ state: 'held' });
    const settled = await steward(['sync', 'review', account.name, 'reject']);
    expect(settled.stdout).toContain('rejected by the-operator');
    expect(await findSyncRunById(store.db, run?.id ?? '')).toMatchObject({ reviewedBy: 'the-operator' });
  });

  it.each(['accept', 'reject'])('%s changes nothing and says so when somebody else was quicker', async (decision) => {
    const run = await findHeldRun(store.db, account.id);
    if (!run) throw new Error('No run is held.');
    const other = await holdTransaction(store, async (trx) => {
      await lockAccount(trx, account.id);
      await rejectHeldRun(trx, run, { reviewedBy: 'sam' });
    });
    const review = steward(['sync', 'review', account.name, decision]);
    try {
      await until(isBlocked);
    } finally {
      await other.release();
    }
    const { exitCode, stdout, stderr } = await review;
    expect(stdout).toBe('');
    expect(stderr).toContain(
      `Nothing was changed by this: the sync of ${account.name} is not held any more, it is rejected. See its runs: steward syncs\n`,
    );
    expect(exitCode).toBe(1);
    expect(await findSyncRunById(store.db, run.id)).toMatchObject({ state: 'rejected', reviewedBy: 'sam' });
  });
});
