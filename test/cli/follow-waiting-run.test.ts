import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CliContext } from '../../cli/context.js';
import { followRun } from '../../cli/offboard/follow-run.js';
import { createTerminal } from '../../cli/output/terminal.js';
import { loadConfig } from '../../config/load-config.js';
import type { RunKind } from '../../domain/run.js';
import { noteAccountState, openRunAccounts } from '../../store/run-accounts.js';
import { makeTestFolder } from '../setup/folder.js';
import { addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

test.each([
  ['approvals: { offboard: always }', 'Somebody else with the role approver has to approve it: '],
  ['approvals: { offboard: always, group: [ann, ben] }', 'ann, ben has to approve it: '],
])('a run that waits for approval is followed no further, and says who has to do what: %s', async (rules, who) => {
  const policy = join(await makeTestFolder(), 'policy.yaml');
  await writeFile(policy, `version: 1\ndefault_time_zone: UTC\n${rules}\n`);
  const account = await addAccount(store.db);
  const run = await addRun(store.db, { stage: 'waiting-for-approval', needsApproval: true });
  await openRunAccounts(store.db, run.id, [account]);
  const stderr = new PassThrough();
  const context: Partial<CliContext> = {
    config: () => loadConfig({ STEWARD_POLICY_FILE: policy }),
    database: () => Promise.resolve(store),
    terminal: createTerminal({ stdin: new PassThrough(), stdout: new PassThrough(), stderr }),
    zone: 'UTC',
    exitCode: 0,
  };
  await followRun(context as CliContext, run);
  expect(String(stderr.read())).toBe(
    `${who}steward run ${run.workflowId} shows the plan, then: steward approve ${run.workflowId} --reason "…"\n`,
  );
  expect(context.exitCode).toBe(1);
});

const nobody = 'No user was found in any account: nothing was changed.\n';

test.each<[RunKind, string | null, string]>([
  ['offboard', null, nobody],
  ['suspend', null, nobody],
  ['access', null, nobody],
  ['offboard', 'user_7', 'Verified.\n'],
  ['group', null, 'Verified.\n'],
])('the end of a run of kind %s with user %s and nothing to do is told', async (kind, userId, words) => {
  const account = await addAccount(store.db);
  const run = await addRun(store.db, { kind, stage: 'verified', verifiedAt: new Date() });
  await openRunAccounts(store.db, run.id, [account]);
  const key = { runId: run.id, accountId: account.id };
  await noteAccountState(store.db, key, { state: 'nothing-to-do', detail: 'so it is', userId });
  const stderr = new PassThrough();
  const context: Partial<CliContext> = {
    database: () => Promise.resolve(store),
    terminal: createTerminal({ stdin: new PassThrough(), stdout: new PassThrough(), stderr }),
    zone: 'UTC',
    exitCode: 0,
  };
  await followRun(context as CliContext, run);
  expect(String(stderr.read())).toBe(words);
  expect(context.exitCode).toBe(0);
});
