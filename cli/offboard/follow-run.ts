import { setTimeout as pause } from 'node:timers/promises';
import { loadPolicy } from '../../config/policy-file.js';
import { approversOf } from '../../domain/policy/approval.js';
import { listPerformedSteps } from '../../store/performed-steps.js';
import { listRunAccounts, type RunAccount } from '../../store/run-accounts.js';
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
      if (!isGood) terminal.say(`Somebody has to decide: steward run ${run.workflowId}`);
      else if (await foundNobody(context, run, accounts)) terminal.say(nobody);
      else terminal.say('Verified.');
      return;
    }
    live.show(lines);
    await pause(pollMs);
  }
}

const nobody = 'No user was found in any account: nothing was changed.';

/** Whether a run that is about a user there found none anywhere, and carried out nothing. */
async function foundNobody(context: CliContext, { id, kind }: Run, accounts: RunAccount[]): Promise<boolean> {
  if (!['offboard', 'suspend', 'access'].includes(kind) || accounts.length === 0) return false;
  if (!accounts.every(({ state, userId }) => state === 'nothing-to-do' && userId === null)) return false;
  const { db } = await context.database();
  return (await listPerformedSteps(db, { runId: id })).length === 0;
}

/** Who may approve is judged when they do, by the policy as it is then. */
async function describeApproval(context: CliContext, { workflowId }: Run): Promise<string> {
  const { policy } = await loadPolicy(context.config().policy);
  const { approvers } = approversOf(policy);
  const who = approvers.length === 0 ? 'Somebody else with the role approver' : approvers.join(', ');
  const look = `steward run ${workflowId} shows the plan`;
  return `${who} has to approve it: ${look}, then: steward approve ${workflowId} --reason "…"`;
}
