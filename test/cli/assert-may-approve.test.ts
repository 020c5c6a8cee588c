import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliContext } from '../../cli/context.js';
import { assertMayApprove, assertMayRelease } from '../../cli/runs/assert-may-approve.js';
import { loadConfig } from '../../config/load-config.js';
import type { RunStage } from '../../domain/run.js';
import { noteAccountState, openRunAccounts } from '../../store/run-accounts.js';
import { makeTestFolder } from '../setup/folder.js';
import { addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

/** A run at a stage, with an account that is held or not. */
async function approving(stage: RunStage, { isHeld = true, needsApproval = true } = {}) {
  const { db } = store;
  const account = await addAccount(db);
  const run = await addRun(db, { stage, needsApproval });
  await openRunAccounts(db, run.id, [account]);
  const state = isHeld ? 'held' : 'working';
  await noteAccountState(db, { runId: run.id, accountId: account.id }, { state, detail: null });
  const context: Partial<CliContext> = {
    config: () => loadConfig({ DATABASE_URL: store.url }),
    database: () => Promise.resolve({ db } as Awaited<ReturnType<CliContext['database']>>),
    now: () => new Date(),
  };
  return assertMayApprove(context as CliContext, run, 'ann');
}

describe('whoever approves', () => {
  it.each(['waiting-for-approval', 'acting', 'in-force', 'verified'] as const)(
    'may, where an account asks at the stage %s: the second look may find another plan, too',
    async (stage) => {
      await expect(approving(stage)).resolves.toBeUndefined();
    },
  );

  it('may not, where nothing is held, or the run never asked', async () => {
    await expect(approving('acting', { isHeld: false })).rejects.toThrow('does not wait for approval: acting');
    await expect(approving('verified', { needsApproval: false })).rejects.toThrow('does not wait for approval');
    await expect(approving('waiting')).rejects.toThrow('does not wait for approval');
  });
});

describe('whoever releases what the policy wants approved', () => {
  /** Held since now, and released so many milliseconds later. */
  async function releasing(operator: string, { later = 0 } = {}) {
    const { db } = store;
    const account = await addAccount(db);
    const run = await addRun(db, { stage: 'acting' });
    await openRunAccounts(db, run.id, [account]);
    await noteAccountState(db, { runId: run.id, accountId: account.id }, { state: 'held', detail: null });
    const policy = join(await makeTestFolder(), 'policy.yaml');
    const approvals = 'approvals: {group: [ann], second_group: [ben], escalate_after: 24h}';
    await writeFile(policy, `version: 1\ndefault_time_zone: Europe/Berlin\n${approvals}\n`);
    const context: Partial<CliContext> = {
      config: () => loadConfig({ DATABASE_URL: store.url, STEWARD_POLICY_FILE: policy }),
      database: () => Promise.resolve({ db } as Awaited<ReturnType<CliContext['database']>>),
      now: () => new Date(Date.now() + later),
    };
    return assertMayRelease(context as CliContext, run, operator);
  }

  it('is one whom the policy names, and later also one of the second group', async () => {
    await expect(releasing('ann')).resolves.toBeUndefined();
    await expect(releasing('ben')).rejects.toThrow('The policy lets ann decide, not ben.');
    await expect(releasing('ben', { later: 25 * 3_600_000 })).resolves.toBeUndefined();
    await expect(releasing('cleo', { later: 25 * 3_600_000 })).rejects.toThrow('not cleo');
  });
});
