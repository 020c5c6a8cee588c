import { acceptHeldRun, rejectHeldRun, RunNotHeldError } from '../../store/held-runs.js';
import { findHeldRun } from '../../store/sync-runs.js';
import { requireAccount } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { formatCounted } from '../output/count.js';
import { formatWithUtc } from '../output/time.js';

/** Settles the held run of an account: applies what it read, or drops it. */
export async function reviewRun(
  context: CliContext,
  accountName: string,
  decision: 'accept' | 'reject',
): Promise<void> {
  const { terminal, zone } = context;
  const { db } = await context.database();
  const { name: reviewedBy } = await requireOperator(context, 'operator');
  const account = await requireAccount(db, accountName);
  const run = await findHeldRun(db, account.id);
  if (!run) throw new FailedError(`No sync of ${accountName} is held.`, 'See its runs: steward syncs');
  terminal.say(`Held: ${run.reasons.join('; ')} · read ${formatWithUtc(run.readAt ?? run.openedAt, zone)}`);
  const tellNotHeld = (error: unknown): never => {
    if (!(error instanceof RunNotHeldError)) throw error;
    const now = error.state === undefined ? 'it was removed with its account' : `it is ${error.state}`;
    throw new FailedError(
      `Nothing was changed by this: the sync of ${accountName} is not held any more, ${now}.`,
      'See its runs: steward syncs',
    );
  };
  if (decision === 'reject') {
    await rejectHeldRun(db, run, { reviewedBy }).catch(tellNotHeld);
    await terminal.print(`${accountName}  rejected by ${reviewedBy}: the inventory stays as it was`);
    return;
  }
  const result = await acceptHeldRun(db, run, { reviewedBy, now: context.now() }).catch(tellNotHeld);
  if (result.outcome === 'applied') {
    const changes = formatCounted(result.counts.changes, 'change');
    await terminal.print(`${accountName}  accepted by ${reviewedBy}: ${changes} applied`);
    terminal.say(`See them: steward changes --account ${accountName}`);
    return;
  }
  throw new FailedError(
    `What the held sync of ${accountName} had read is gone, after a crash of PostgreSQL. Nothing was changed.`,
    `Read anew: steward sync ${accountName} --wait`,
  );
}
