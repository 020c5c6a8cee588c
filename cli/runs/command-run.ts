import type { TemporalConnection } from '../../client/connect-temporal.js';
import type { AccountId } from '../../domain/account.js';
import { approvalFor, mayApprove } from '../../domain/policy/approval.js';
import { guardNames } from '../../domain/plan/guards.js';
import type { DecisionKind, OperatorRole } from '../../domain/run.js';
import { recordDecision, SelfApprovalError } from '../../store/decisions.js';
import { putLink } from '../../store/people.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import type { Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { chooseTimeZone, parseDayOption, parseInstant } from '../input/last-day.js';
import { findNearest } from '../../domain/nearest.js';
import { requireOperator } from '../operators/require-operator.js';
import { loadPolicy } from '../../config/policy-file.js';
import { requireRun } from './find-run.js';

export interface CommandOptions {
  reason: string;
  account?: string;
  guard?: string;
  user?: string;
  lastDay?: string;
  timeZone?: string;
  at?: string;
}

const roleFor: Record<DecisionKind, OperatorRole> = {
  approve: 'approver',
  reject: 'approver',
  override: 'approver',
  retry: 'operator',
  skip: 'operator',
  'try-now': 'operator',
  reschedule: 'operator',
  cancel: 'operator',
  link: 'operator',
  acknowledge: 'operator',
};

/**
 * Gives a command to a run: it is written down with who gave it and why, then the run is told, and answers whether it
 * takes it.
 */
export async function commandPersonRun(
  context: CliContext,
  name: string,
  kind: DecisionKind,
  options: CommandOptions,
): Promise<void> {
  const { terminal } = context;
  const reason = options.reason.trim();
  if (reason === '') throw new UsageError('It takes a reason.', 'Say why: --reason "…"');
  const operator = await requireOperator(context, roleFor[kind]);
  const { db } = await context.database();
  const run = await requireRun(db, name);
  if (run.closedAt) throw new FailedError(`${run.workflowId} has ended: ${run.outcome ?? run.stage}.`);
  if (kind === 'approve' || kind === 'reject') await assertMayApprove(context, run, operator.name);
  const accountId = await findAccountOf(context, run, kind, options.account);
  const detail = toDetail(kind, options);
  const temporal = await context.temporal();
  const decision = await recordDecision(db, { runId: run.id, accountId, kind, operator, reason, detail }).catch(
    (error: unknown) => {
      throw error instanceof SelfApprovalError ? new FailedError(error.message, 'Nothing was changed.') : error;
    },
  );
  if (kind === 'link' && accountId !== undefined && options.user !== undefined && run.personId !== null) {
    const link = { accountId, personId: run.personId, userId: options.user, linkedBy: operator.name, reason };
    await putLink(db, link);
  }
  await tell(context, temporal, run, { kind, options, by: operator.name, reason, decisionId: decision.id });
  await terminal.print(`${run.workflowId}  ${kind}`);
  terminal.say(`Look: steward run ${run.workflowId}`);
}

/** The policy may name who decides, and who else when nobody has for long. */
async function assertMayApprove(context: CliContext, run: Run, operator: string): Promise<void> {
  // While it acts, an account whose plan weighs more than what was approved asks again.
  const isAsked = run.stage === 'waiting-for-approval' || (run.needsApproval && run.stage === 'acting');
  if (!isAsked) {
    throw new FailedError(`${run.workflowId} does not wait for approval: ${run.stage}.`, 'Nothing was changed.');
  }
  const { policy } = await loadPolicy(context.config().policy);
  // Whoever the policy names for anybody decides about this one: it was asked for by the rules of then.
  const approval = approvalFor(policy, { kind: 'offboard', isAdmin: null });
  const waitedMs = context.now().getTime() - run.askedAt.getTime();
  if (!approval || mayApprove(approval, { operator, waitedMs })) return;
  throw new FailedError(
    `The policy lets ${approval.approvers.join(', ')} decide, not ${operator}.`,
    'Ask one of them. Nothing was changed.',
  );
}

async function tell(
  context: CliContext,
  { client }: TemporalConnection,
  run: Run,
  {
    kind,
    options,
    by,
    reason,
    decisionId,
  }: { kind: DecisionKind; options: CommandOptions; by: string; reason: string; decisionId: string },
): Promise<void> {
  const { commandRun, RunClosedError, RunRefusedError } = await import('../../client/person-runs.js');
  const messages = await import('../../workflows/messages.js');
  const { workflowId } = run;
  const account = options.account ?? '';
  try {
    switch (kind) {
      case 'approve':
      case 'reject':
      case 'override':
      case 'link':
        return await commandRun(client, workflowId, messages.decideUpdate, { decisionId });
      case 'retry':
        return await commandRun(client, workflowId, messages.retryAccountUpdate, { account, by, reason });
      case 'skip':
        return await commandRun(client, workflowId, messages.skipAccountUpdate, { account, by, reason });
      case 'try-now':
        return await commandRun(client, workflowId, messages.tryNowUpdate, { by, reason });
      case 'cancel':
        return await commandRun(client, workflowId, messages.cancelUpdate, { by, reason });
      case 'reschedule': {
        const moment = await toMoment(context, options);
        const { effectiveAt } = await commandRun(client, workflowId, messages.rescheduleUpdate, {
          ...moment,
          by,
          reason,
        });
        context.terminal.say(`It acts ${effectiveAt}.`);
      }
    }
  } catch (error) {
    if (error instanceof RunRefusedError) throw new FailedError(error.message);
    if (!(error instanceof RunClosedError)) throw error;
    throw new FailedError(error.message, `See how far it came: steward run ${workflowId}`);
  }
}

async function toMoment(
  context: CliContext,
  { lastDay, timeZone, at }: CommandOptions,
): Promise<{ lastDay: string; timeZone: string } | { at: string }> {
  if ((lastDay === undefined) === (at === undefined)) {
    throw new UsageError('To when is not said.', 'Give either --last-day or --at.');
  }
  if (at !== undefined) return { at: parseInstant(at, '--at') };
  const { policy } = await loadPolicy(context.config().policy);
  return { lastDay: parseDayOption(lastDay ?? '', '--last-day'), timeZone: chooseTimeZone(timeZone, policy) };
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

function toDetail(kind: DecisionKind, { guard, user }: CommandOptions): Record<string, unknown> {
  if (kind === 'link') {
    if (user === undefined) throw new UsageError('Which user is not said.', 'Give --user user_…');
    return { userId: user };
  }
  if (kind !== 'override') return {};
  if (guard !== undefined && (guardNames as readonly string[]).includes(guard)) return { guard };
  const near = guard === undefined ? undefined : findNearest(guard, [...guardNames]);
  throw new UsageError(
    guard === undefined ? 'Which guard is not said.' : `There is no guard ${guard}${near ? `; near: ${near}` : ''}.`,
    `Give --guard, one of: ${guardNames.join(', ')}.`,
  );
}
