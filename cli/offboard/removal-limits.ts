import type { Policy } from '../../domain/policy/policy.js';
import { removalLimit } from '../../domain/policy/removal-limit.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { countDisabledSince } from '../../store/run-accounts.js';
import { countActiveUsers } from '../../store/user-addresses.js';
import type { CliContext } from '../context.js';

const dayMs = 24 * 60 * 60_000;

/** Users that a batch is to disable in an account. */
export interface Removals {
  account: Account;
  count: number;
}

/**
 * Tells where a batch goes beyond the limit of removals: that limit holds those who come last until somebody decides.
 *
 * @param batch its name, once it has one
 */
export async function tellRemovalLimits(
  context: CliContext,
  db: Db,
  { policy, removals, batch }: { policy: Policy; removals: Removals[]; batch: string | null },
): Promise<void> {
  const { terminal } = context;
  const since = new Date(context.now().getTime() - dayMs);
  let isOver = false;
  for (const { account, count } of removals) {
    const used = await countDisabledSince(db, { accountId: account.id, since, exceptRunId: null });
    const allowed = removalLimit(policy, await countActiveUsers(db, account.id));
    const held = Math.min(count, used + count - allowed);
    if (held <= 0) continue;
    isOver = true;
    const free = Math.max(0, allowed - used);
    terminal.say(
      `${account.name}: ${held} of ${count} will be held by the limit of removals (${allowed} a day, ${free} left).`,
    );
  }
  if (!isOver) return;
  const when = batch === null ? 'once it is started' : 'now';
  terminal.say(
    `Raise removals.per_account_and_day in the policy before the release, or let an approver decide for all, ${when}: ` +
      `steward override --batch ${batch ?? 'ID'} --guard removal-limit --reason "…"`,
  );
}
