import { setTimeout as pause } from 'node:timers/promises';
import { loadPolicy } from '../../config/policy-file.js';
import { approversOf } from '../../domain/policy/approval.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { getRun, type Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { createLiveLines } from '../output/live-lines.js';
import { describeRunAccount } from '../runs/describe-run.js';

const pollMs = 250;

/** Shows how a run goes on in each account, until its first verification, its end, or until somebody has to decide. */
export async function followRun(context: CliContext, { id }: Run): Promise<void> {
  const { terminal, zone } = context;
  const { db } = await context.database();
  const live = createLiveLines(terminal);
  for (;;) {
    const [run, accounts] = await Promise.all([getRun(db, id), listRunAccounts(db, id)]);
    const width = Math.max(0, ...accounts.map(({ accountName }) => accountName.length));
    const lines = accounts.map((account) => describeRunAccount(account, width, zone));
    if (run.stage === 'waiting-for-approval') {
      live.clear();
      for (const line of lines) await terminal.print(line);
      context.exitCode = 1;
      terminal.say(await describeApproval(context, run));
      return;
    }
    const needsSomebody = accounts.some(({ state }) => state === 'held');
    const isSettled = accounts.every(({ state }) => !['pending', 'working', 'waiting'].includes(state));
    if (run.verifiedAt !== null || run.closedAt !== null || (needsSomebody && isSettled)) {
      live.clear();
      for (const line of lines) await terminal.print(line);
      const isGood = accounts.every(({ state }) => state === 'verified' || state === 'nothing-to-do');
      if (!isGood) context.exitCode = 1;
      terminal.say(isGood ? 'Verified.' : `Somebody has to decide: steward run ${run.workflowId}`);
      return;
    }
    live.show(lines);
    await pause(pollMs);
  }
}

/** Who may approve is judged when they do, by the policy as it is then. */
async function describeApproval(context: CliContext, { workflowId }: Run): Promise<string> {
  const { policy } = await loadPolicy(context.config().policy);
  const { approvers } = approversOf(policy);
  const who = approvers.length === 0 ? 'Somebody else with the role approver' : approvers.join(', ');
  const look = `steward run ${workflowId} shows the plan`;
  return `${who} has to approve it: ${look}, then: steward approve ${workflowId} --reason "…"`;
}
