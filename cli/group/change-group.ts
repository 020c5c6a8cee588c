import { planGroup } from '../../activities/lifecycle/plan-group.js';
import { loadPolicy } from '../../config/policy-file.js';
import type { LedgerCall } from '../../domain/ledger.js';
import { isBuiltInGroup } from '../../domain/plan/plan-group-change.js';
import type { WantedGroup, WantedState } from '../../domain/plan/wanted-state.js';
import { approvalFor } from '../../domain/policy/approval.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { insertGroupRun } from '../../store/runs.js';
import { requireGroup } from '../access/find-group.js';
import { requireAccount } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { openForDryRun } from '../offboard/dry-run-account.js';
import { followRun } from '../offboard/follow-run.js';
import { planLines } from '../offboard/plan-lines.js';
import { requireOperator } from '../operators/require-operator.js';
import { startRun } from '../runs/start-run.js';

/** What an operator wants of a group; groups that are there by name or id. */
export type GroupWish =
  | { change: 'create'; name: string }
  | { change: 'rename'; group: string; name: string }
  | { change: 'delete'; group: string };

export interface GroupOptions {
  account: string;
  reason: string;
  dryRun?: boolean;
  wait?: boolean;
}

/** Starts a change of a group of an account, or with `--dry-run` shows what it would do. */
export async function changeGroup(context: CliContext, wish: GroupWish, options: GroupOptions): Promise<void> {
  const { db } = await context.database();
  const { policy, hash } = await loadPolicy(context.config().policy);
  const account = await requireAccount(db, options.account);
  const wanted = { group: await toWanted(db, account, wish) };
  if (options.dryRun) return await showPlan(context, account, wanted, policy);
  const { name: askedBy } = await requireOperator(context, 'operator');
  const asked = {
    askedBy,
    reason: options.reason,
    wanted: { inAccounts: { [account.id]: wanted } },
    onlyAccounts: [account.name],
    effectiveAt: context.now(),
    effectiveDay: null,
    timeZone: policy.defaultTimeZone,
    policyHash: hash,
    needsApproval: approvalFor(policy, { kind: 'access', isAdmin: false }) !== undefined,
  };
  const run = await startRun(context, (trx) => insertGroupRun(trx, asked));
  if (options.wait) await followRun(context, run);
}

async function toWanted(db: Db, account: Account, wish: GroupWish): Promise<WantedGroup> {
  if (wish.change === 'create') return { change: 'create', name: parseName(wish.name) };
  const { id: groupId, name } = await requireGroup(db, account, wish.group);
  if (isBuiltInGroup(name)) {
    throw new UsageError(
      `"${name}" is one of the groups that Retool brings itself: it is neither renamed nor deleted.`,
      'Make a group of your own: steward group create',
    );
  }
  return wish.change === 'delete'
    ? { change: 'delete', groupId }
    : { change: 'rename', groupId, name: parseName(wish.name) };
}

function parseName(text: string): string {
  const name = text.trim();
  if (name !== '') return name;
  throw new UsageError('The name of the group is empty.', 'Give a name that says what the group is for.');
}

async function showPlan(context: CliContext, account: Account, wanted: WantedState, policy: Policy): Promise<void> {
  const { db } = await context.database();
  const { terminal } = context;
  const { withAccount, close } = await openForDryRun(context);
  const { signal } = new AbortController();
  const read: LedgerCall[] = [];
  const onCall = (call: LedgerCall) => read.push(call);
  try {
    await withAccount({ accountId: account.id, lane: 'people', signal, onCall }, async (opened) => {
      const query = { runId: null, wanted, policy, now: context.now() };
      const judged = await planGroup(db, opened, query, signal);
      await terminal.print(account.name);
      for (const line of planLines(judged, { account: opened.account, read })) await terminal.print(line);
    });
  } finally {
    await close();
  }
  terminal.say('Nothing was changed.');
}
