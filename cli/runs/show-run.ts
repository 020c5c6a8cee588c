import { isAboutAccounts, whatToDo } from '../../domain/attention.js';
import { batchLabel } from '../../domain/batch.js';
import { describeHandOver, describeNotChecked } from '../../domain/plan/describe-step.js';
import type { NotChecked } from '../../domain/plan/plan-account.js';
import { isPassing } from '../../domain/plan/present-state.js';
import { isFinal } from '../../domain/run.js';
import { listDecisions } from '../../store/decisions.js';
import { findMatchHold } from '../../store/candidates.js';
import { listRunAccounts, type RunAccount } from '../../store/run-accounts.js';
import { findPlan } from '../../store/run-plans.js';
import { listPerformedSteps } from '../../store/performed-steps.js';
import type { Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { formatInstant } from '../output/time.js';
import { wrap } from '../output/wrap.js';
import { candidateLines } from './candidate-lines.js';
import { describeDecision, skippedBy } from './describe-decision.js';
import { describeMoment, describeRunAccount, isLeftOut } from './describe-run.js';
import { describePerson } from './describe-person.js';
import { requireRun } from './find-run.js';
import { plannedSteps, type PlannedStepView, signOfStep } from './planned-steps.js';
import { readRunPerson } from './read-run-person.js';

/** Shows one run: where it is, how it stands in each account, its plan and who decided what. */
export async function showRun(context: CliContext, name: string, { json }: { json?: boolean }): Promise<void> {
  const { db } = await context.database();
  const { terminal, zone } = context;
  const run = await requireRun(db, name);
  const person = await readRunPerson(db, run);
  const [accounts, decisions] = await Promise.all([listRunAccounts(db, run.id), listDecisions(db, run.id)]);
  const plans = await Promise.all(accounts.map(({ accountId }) => findPlan(db, { runId: run.id, accountId })));
  const performed = await listPerformedSteps(db, { runId: run.id });
  const steps = accounts.map(({ accountId }, index): PlannedStepView[] => {
    const plan = plans[index];
    const inAccount = performed.filter((step) => step.accountId === accountId);
    return plan ? plannedSteps(plan, inAccount) : [];
  });
  if (json) {
    const { id: _, ...shown } = run;
    const toShow = {
      ...shown,
      person: person ?? null,
      accounts: accounts.map((row, index) => ({ ...row, plan: plans[index]?.plan, steps: steps[index] })),
      decisions,
    };
    await terminal.print(JSON.stringify(toShow, null, 2));
    return;
  }
  const print = (line: string) => terminal.print(wrap(line, terminal.width));
  const state = run.outcome ?? run.stage;
  await print(`${run.workflowId} · ${state}${run.attention ? ` · attention: ${run.attention}` : ''}`);
  const who = person ? describePerson(person) : describeHidden(run);
  if (who !== '') await print(who);
  await print(`asked by ${run.askedBy}, ${formatInstant(run.askedAt, zone)}${run.reason ? `: ${run.reason}` : ''}`);
  await print(`acts ${describeMoment(run, zone)}`);
  if (run.attention && !isAboutAccounts(run.attention)) {
    const personKey = person?.key ?? null;
    await print(`you can: ${whatToDo(run.attention, { workflowId: run.workflowId, personKey })}`);
  }
  const width = Math.max(0, ...accounts.map(({ accountName }) => accountName.length));
  for (const [index, account] of accounts.entries()) {
    const prospect = { hasEnded: run.closedAt !== null, skippedBy: skippedBy(decisions, account.accountId) };
    await print(describeRunAccount(account, width, zone, prospect));
    if (account.userId !== null && person) await print(`     user ${account.userId}`);
    if (account.state === 'held') {
      for (const line of await matchLines(context, account)) await print(`     ? ${line}`);
    }
    if (account.remedy !== null) await print(`     you can: ${account.remedy}`);
    const stored = plans[index];
    if (!stored) continue;
    for (const { text, outcome } of steps[index] ?? []) {
      await print(`     ${signOfStep(outcome, isLeftOut(account.state, prospect))} ${text}`);
    }
    for (const item of stored.plan.handOver) await print(`     = hand over: ${describeHandOver(item)}`);
    for (const { reason, remedy } of stored.verdicts) {
      const isOverOrSaid = isFinal(account.state) || account.remedy?.includes(remedy) === true;
      await print(`     ⏸ ${reason}.${isOverOrSaid ? '' : ` ${remedy}`}`);
    }
    // What could not be read for a moment was read back since, or the end says that it was not.
    const isLasting = ({ why }: NotChecked) => account.state !== 'verified' || !isPassing(why);
    const unchecked = stored.plan.notChecked.filter(isLasting).map(describeNotChecked).join('; ');
    if (unchecked !== '') await print(`     – not checked: ${unchecked}`);
  }
  for (const decision of decisions) await print(describeDecision(decision, accounts, zone));
}

function describeHidden({ batchId, personId }: Run): string {
  return batchId === null || personId === null ? '' : `a leaver of batch ${batchLabel(batchId)}, hidden until it acts`;
}

/** Who the person may be, where nobody can tell which user it is. */
async function matchLines(context: CliContext, { runId, accountId }: RunAccount): Promise<string[]> {
  const { db } = await context.database();
  const hold = await findMatchHold(db, { runId, accountId });
  return hold ? await candidateLines(context, accountId, hold.candidates) : [];
}
