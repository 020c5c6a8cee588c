import { firstReading } from '../../activities/lifecycle/first-part.js';
import { createListSharing } from '../../activities/lifecycle/share-lists.js';
import { asWanted } from '../../activities/lifecycle/wanted-in-account.js';
import { leaverState } from '../../domain/plan/wanted-state.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { Account } from '../../store/accounts.js';
import { readClock } from '../../store/last-write.js';
import { readAddresses } from '../../store/people.js';
import type { CliContext } from '../context.js';
import { wrap } from '../output/wrap.js';
import { dryRunAccount, openForDryRun } from './dry-run-account.js';
import type { Leaver } from './read-leavers.js';
import { type Removals, tellRemovalLimits } from './removal-limits.js';

/** Many people use up what the rate limit allows in a window: then the next one is waited for. */
const maxWaitMs = 5 * 60_000;

/** Prints what would be done about each leaver of a batch in each account, and how many would be held. Changes nothing. */
export async function printBatchDryRun(
  context: CliContext,
  { leavers, accounts, policy }: { leavers: Leaver[]; accounts: Account[]; policy: Policy },
): Promise<void> {
  const { db } = await context.database();
  const { terminal } = context;
  const { withAccount, close } = await openForDryRun(context, maxWaitMs);
  const sharing = createListSharing({ withAccount, readClock: () => readClock(db) });
  const { signal } = new AbortController();
  const common = {
    kind: 'offboard' as const,
    wantedIn: () => asWanted(leaverState),
    policy,
    only: firstReading,
    listsIn: ({ id }: Account) => sharing.listsOf({ batchId: 'dry-run', accountId: id }, null, signal),
  };
  const removals: Removals[] = [];
  try {
    for (const account of accounts) {
      let count = 0;
      for (const { person, name, line } of leavers) {
        const addresses = person ? await readAddresses(db, person.id) : { work: [name], other: [] };
        const query = { person: { id: person?.id ?? null, addresses }, ...common };
        const { title, lines, isDisabled } = await dryRunAccount(context, withAccount, account, query);
        if (isDisabled) count += 1;
        await terminal.print(`${account.name} · line ${line} · ${addresses.work[0] ?? name} · ${title}`);
        for (const text of lines) await terminal.print(wrap(text, terminal.width));
      }
      await terminal.print(`${account.name} · would disable ${count} of ${leavers.length}`);
      removals.push({ account, count });
    }
  } finally {
    await close();
  }
  await tellRemovalLimits(context, db, { policy, removals, batch: null });
  terminal.say('Direct grants and roles are not in it: steward offboard EMAIL --dry-run shows those of one person.');
  terminal.say('Nothing was changed.');
}
