import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { taskQueues } from '../../domain/task-queues.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { awaitVerified } from './await-verified.js';
import type { BenchStack } from './bench-stack.js';
import { hireLeaver } from './hire-leaver.js';
import type { CompanyAccount } from './offboard-company.js';
import { requestOffboarding } from './request-offboarding.js';

/** From the request until the user is disabled, in ms: with nothing else going on, and in the middle of a full sync. */
export async function offboardDuringSync(
  stack: BenchStack,
  { account, simulated }: CompanyAccount,
  windowMs: number,
): Promise<{ idleMs: number; duringSyncMs: number }> {
  const idle = await disableOne(stack, { account, simulated }, 'idle@acme.example');
  // What that one spent does not count any more.
  await pause(windowMs);
  const before = simulated.totals().spent;
  const sync = await stack.client.workflow.start('syncAccount', {
    workflowId: `bench-${randomUUID()}`,
    taskQueue: taskQueues.workflows,
    // Page by page it takes whatever it may have; in one call it would take next to nothing.
    args: [{ accountId: account.id, accountName: account.name, readUsers: 'pages' }],
  });
  // From here on every point that syncs may take is taken.
  while (simulated.totals().spent - before < 250) await pause(20);
  const during = await disableOne(stack, { account, simulated }, 'during-sync@acme.example');
  await sync.result();
  const { closeTime } = await sync.describe();
  if (closeTime && closeTime.getTime() < during.disabledAt) {
    throw new Error('The sync had ended before the leaver was disabled: take more users.');
  }
  return { idleMs: idle.ms, duringSyncMs: during.ms };
}

async function disableOne(
  stack: BenchStack,
  { account, simulated }: CompanyAccount,
  email: string,
): Promise<{ ms: number; disabledAt: number }> {
  hireLeaver(simulated, email);
  const run = await requestOffboarding(stack, email, [account]);
  await awaitVerified(stack.db, run.id, { timeLimitMs: 300_000 });
  const [row] = await listRunAccounts(stack.db, run.id);
  const disabledAt = row?.disabledAt?.getTime() ?? NaN;
  return { ms: disabledAt - run.askedAt.getTime(), disabledAt };
}
