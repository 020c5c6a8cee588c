import type { TemporalConnection } from '../../client/connect-temporal.js';
import type { AccountId } from '../../domain/account.js';
import { isApproval } from '../../domain/policy/is-approval.js';
import type { DecisionKind, OperatorRole } from '../../domain/run.js';
import { type Decision, recordDecision, refuseDecision, SelfApprovalError } from '../../store/decisions.js';
import { findStart } from '../../store/outbox.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import type { Operator } from '../../store/operators.js';
import { closeLostRun, noteWorkflowEnd } from '../../store/lost-runs.js';
import { getRun, type Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { assertLinkable } from './assert-linkable.js';
import { assertMayApprove, assertMayRelease } from './assert-may-approve.js';
import { assertMayMove } from './assert-may-move.js';
import { assertOverridable } from './assert-overridable.js';
import { type CommandOptions, toDetail } from './command-detail.js';
import { commandBatch } from './command-batch.js';
import { describeMoment } from './describe-run.js';
import { requireRun } from './find-run.js';

/** What can be decided about a run that goes on. */
export type RunCommand = Exclude<DecisionKind, 'acknowledge'>;

const roleFor: Record<RunCommand, OperatorRole> = {
  approve: 'approver',
  reject: 'approver',
  override: 'approver',
  retry: 'operator',
  skip: 'operator',
  'try-now': 'operator',
  reschedule: 'operator',
  cancel: 'operator',
  link: 'operator',
};

/** Gives a command to a run, or to every open run of a batch. */
export async function commandPersonRun(
  context: CliContext,
  name: string | undefined,
  kind: RunCommand,
  options: CommandOptions & { batch?: string },
): Promise<void> {
  const { terminal } = context;
  const reason = options.reason.trim();
  if (reason === '') throw new UsageError('It takes a reason.', 'Say why: --reason "…"');
  if ((name === undefined) === (options.batch === undefined)) {
    throw new UsageError('Which run is not said, or said twice.', 'Name a run, or a batch with --batch.');
  }
  const operator = await requireOperator(context, roleFor[kind]);
  const { db } = await context.database();
  const give = (run: Run) => commandRun(context, run, { kind, operator, reason, options });
  if (name === undefined) return await commandBatch(context, options.batch ?? '', kind, give);
  const run = await requireRun(db, name);
  await give(run);
  await terminal.print(`${run.workflowId}  ${kind}`);
  terminal.say(`Look: steward run ${run.workflowId}`);
}

interface GivenCommand {
  kind: RunCommand;
  operator: Operator;
  reason: string;
  options: CommandOptions & { batch?: string };
}

/** It is written down with who gave it and why, then the run is told, and answers whether it takes it. */
async function commandRun(
  context: CliContext,
  run: Run,
  { kind, operator, reason, options }: GivenCommand,
): Promise<void> {
  const { db } = await context.database();
  if (run.closedAt) throw new FailedError(`${run.workflowId} has ended: ${run.outcome ?? run.stage}.`);
  const { detail, movesTo } = await toDetail(context, run, kind, options);
  if (kind === 'approve' || kind === 'reject') await assertMayApprove(context, run, operator.name);
  if (kind === 'override' && isApproval({ kind, detail })) await assertMayRelease(context, run, operator.name);
  const to = kind === 'try-now' ? context.now() : movesTo;
  if (to) await assertMayMove(context, run, { to, operator });
  const accountId = await findAccountOf(context, run, kind, options.account);
  if (kind === 'link' && accountId !== undefined) {
    await assertLinkable(context, run, { accountId, account: options.account ?? '', userId: detail['userId'] ?? '' });
  }
  // For a batch it is decided once for all, also for those whose turn has not come.
  if (kind === 'override' && options.batch === undefined) {
    await assertOverridable(context, run, { guard: detail['guard'] ?? '', account: options.account });
  }
  // What has not begun reads it when it begins. What keeps it from that may be that Temporal is away.
  const isAhead = kind === 'cancel' && (await findStart(db, run.id)) !== undefined;
  const temporal = await context.temporal().catch((error: unknown) => {
    if (!isAhead) throw error;
  });
  const decision = await recordDecision(db, { runId: run.id, accountId, kind, operator, reason, detail }).catch(
    (error: unknown) => {
      if (!(error instanceof SelfApprovalError)) throw error;
      const remedy = 'An admin makes an approver with: steward operator add NAME --role approver. Nothing was changed.';
      throw new FailedError(error.message, remedy);
    },
  );
  const told = { kind, decision, account: options.account, isAhead };
  if (temporal) await tell(context, temporal, run, told);
  else sayAhead(context, run);
}

interface ToldDecision {
  kind: RunCommand;
  decision: Decision;
  account: string | undefined;
  /** It counts also when the run has not begun. */
  isAhead: boolean;
}

/** What the run refuses is kept as refused. */
async function tell(context: CliContext, temporal: TemporalConnection, run: Run, told: ToldDecision): Promise<void> {
  const { RunClosedError, RunRefusedError } = await import('../../client/person-runs.js');
  const { db } = await context.database();
  try {
    await send(context, temporal, run, told);
  } catch (error) {
    if (!(error instanceof RunRefusedError) && !(error instanceof RunClosedError)) throw error;
    const end = error instanceof RunClosedError ? await findLostEnd(context, temporal, run) : undefined;
    if (end !== undefined && told.kind === 'cancel') return await closeLost(context, run, told.decision, end);
    if (told.isAhead && error instanceof RunClosedError) return sayAhead(context, run);
    await refuseDecision(db, told.decision, error.message);
    if (error instanceof RunRefusedError) throw new FailedError(error.message);
    if (end !== undefined) {
      await noteWorkflowEnd(db, run.id, end);
      const whatHelps = `Close it: steward cancel ${run.workflowId} --reason "…". Then start a new one.`;
      throw new FailedError(`The workflow ${run.workflowId} ${end}: nobody can go on with this run.`, whatHelps);
    }
    if (await findStart(db, run.id))
      throw new FailedError(`${run.workflowId} has not begun yet.`, 'Say it again then.');
    throw new FailedError(error.message, `See how far it came: steward run ${run.workflowId}`);
  }
}

/** How the workflow of a run that is open ended, in words; undefined while it goes on or has not begun. */
async function findLostEnd(context: CliContext, { client }: TemporalConnection, run: Run): Promise<string | undefined> {
  const { findWorkflowEnd, isUnknown } = await import('../../client/workflow-end.js');
  const { db } = await context.database();
  const end = await findWorkflowEnd(client, { workflowId: run.workflowId });
  if (end === undefined || (isUnknown(end) && (await findStart(db, run.id)))) return undefined;
  return (await getRun(db, run.id)).closedAt === null ? end : undefined;
}

/** A cancelled run whose workflow has ended is closed here: nobody else would. */
async function closeLost(context: CliContext, run: Run, { operatorName: by }: Decision, end: string): Promise<void> {
  const { db } = await context.database();
  const { sealer } = await context.tokenReaders();
  await closeLostRun(db, sealer, run.id, { by, end, at: context.now() });
  context.terminal.say(`Its workflow ${end}, so the run was closed. What it had done stays; a new one may be started.`);
}

function sayAhead({ terminal }: CliContext, { workflowId }: Run): void {
  terminal.say(`${workflowId} has not begun yet. When it does, it ends as cancelled, and nothing is done.`);
}

/** @throws RunRefusedError, RunClosedError */
async function send(
  context: CliContext,
  { client }: TemporalConnection,
  { workflowId, timeZone }: Run,
  { kind, decision, account = '' }: ToldDecision,
): Promise<void> {
  const { commandRun: command } = await import('../../client/person-runs.js');
  const messages = await import('../../workflows/messages.js');
  const { id: decisionId, reason } = decision;
  switch (kind) {
    case 'approve':
    case 'reject':
    case 'override':
    case 'link':
      return await command(client, workflowId, messages.decideUpdate, { decisionId });
    case 'retry':
      return await command(client, workflowId, messages.retryAccountUpdate, { account, decisionId, reason });
    case 'skip':
      return await command(client, workflowId, messages.skipAccountUpdate, { account, decisionId, reason });
    case 'try-now':
      return await command(client, workflowId, messages.tryNowUpdate, { decisionId, reason });
    case 'cancel':
      return await command(client, workflowId, messages.cancelUpdate, { decisionId, reason });
    case 'reschedule': {
      const moved = await command(client, workflowId, messages.rescheduleUpdate, {
        ...decision.detail,
        decisionId,
        reason,
      });
      const zone = typeof decision.detail['timeZone'] === 'string' ? decision.detail['timeZone'] : timeZone;
      const moment = { effectiveAt: new Date(moved.effectiveAt), timeZone: zone };
      return context.terminal.say(`It acts ${describeMoment(moment, context.zone)}.`);
    }
  }
}

const needsAccount: DecisionKind[] = ['retry', 'skip', 'link'];

async function findAccountOf(
  context: CliContext,
  run: Run,
  kind: DecisionKind,
  account: string | undefined,
): Promise<AccountId | undefined> {
  const { db } = await context.database();
  const accounts = await listRunAccounts(db, run.id);
  const names = accounts.map(({ accountName }) => accountName).join(', ');
  if (account === undefined) {
    if (needsAccount.includes(kind))
      throw new UsageError('It is about one account.', `Give --account, one of: ${names}.`);
    return undefined;
  }
  const found = accounts.find(({ accountName }) => accountName === account);
  if (!found) throw new UsageError(`${account} is no account of this run.`, `It has: ${names}.`);
  return found.accountId;
}
