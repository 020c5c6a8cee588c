import { loadPolicy } from '../../config/policy-file.js';
import { describeStep } from '../../domain/plan/describe-step.js';
import { undoSteps } from '../../domain/plan/undo-steps.js';
import type { WantedState } from '../../domain/plan/wanted-state.js';
import { approvalFor } from '../../domain/policy/approval.js';
import { findPersonById, readAddresses } from '../../store/people.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { insertRun, type NewRun } from '../../store/runs.js';
import { listStepsToUndo } from '../../store/steps-to-undo.js';
import { isKnownAdmin } from '../../store/user-addresses.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { requireRun } from './find-run.js';
import { startRun } from './start-run.js';

export interface RestoreOptions {
  reason: string;
  apply?: boolean;
}

/** Plans the undo of exactly what a run did, account by account, and with `--apply` starts a run for each of them. */
export async function restoreRun(context: CliContext, name: string, options: RestoreOptions): Promise<void> {
  const { db } = await context.database();
  const { terminal } = context;
  const run = await requireRun(db, name);
  const person = run.personId === null ? undefined : await findPersonById(db, run.personId);
  if (!person) throw new FailedError(`${run.workflowId} is about nobody whose access could be restored.`);
  if (run.closedAt === null) {
    throw new FailedError(`${run.workflowId} has not ended.`, `First: steward cancel ${run.workflowId} --reason "…"`);
  }
  // What may have been done is brought back as well: where it was not, there is nothing to do.
  const toUndo = await listStepsToUndo(db, { runId: run.id });
  const accounts = (await listRunAccounts(db, run.id)).map(({ accountId, accountName }) => ({
    accountId,
    accountName,
    ...undoSteps(toUndo.filter((step) => step.accountId === accountId).map(({ step }) => step)),
  }));
  const undone = accounts.filter(({ wanted }) => Object.keys(wanted).length > 0);
  for (const { accountName, wanted, noUndo } of accounts) {
    await terminal.print(accountName);
    for (const line of describeWanted(wanted)) await terminal.print(`  ${line}`);
    for (const { step, why } of noUndo) await terminal.print(`  – not undone: ${describeStep(step)} (${why})`);
  }
  if (undone.length === 0) throw new FailedError('There is nothing to restore.');
  if (!options.apply) {
    terminal.say(`Nothing was changed. To do it: steward restore ${run.workflowId} --apply --reason "…"`);
    return;
  }
  const { name: askedBy } = await requireOperator(context, 'operator');
  const { policy, hash } = await loadPolicy(context.config().policy);
  const isAdmin = await isKnownAdmin(db, (await readAddresses(db, person.id)).work);
  const restoring: NewRun = {
    kind: 'restore',
    person,
    askedBy,
    reason: options.reason,
    wanted: { inAccounts: Object.fromEntries(undone.map(({ accountId, wanted }) => [accountId, wanted])) },
    onlyAccounts: undone.map(({ accountName }) => accountName),
    effectiveAt: context.now(),
    effectiveDay: null,
    timeZone: run.timeZone,
    policyHash: hash,
    needsApproval: approvalFor(policy, { kind: 'access', isAdmin }) !== undefined,
    restoresRunId: run.id,
    subject: null,
  };
  await startRun(context, (trx) => insertRun(trx, restoring));
}

/** What comes back, a line each. */
function describeWanted({ active, memberships, grants, roleGrants, seat, invites }: WantedState): string[] {
  return [
    ...(active === undefined ? [] : [active ? 'enable the user' : 'disable the user']),
    ...(memberships?.present ?? []).map(
      ({ groupName, isGroupAdmin }) => `add to ${groupName}${isGroupAdmin ? ' as group admin' : ''}`,
    ),
    ...(grants?.present ?? []).map(({ object, accessLevel }) => `grant ${accessLevel} on ${object.type} ${object.id}`),
    ...(roleGrants?.present ?? []).map(({ roleId }) => `give role ${roleId}`),
    ...(seat === undefined ? [] : [`set the seat to ${seat}`]),
    ...(invites === undefined ? [] : ['delete the invite']),
  ];
}
