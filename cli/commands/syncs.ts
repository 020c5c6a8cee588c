import { type Command, Option } from 'commander';
import type { SyncRunState } from '../../store/database.js';
import { listSyncRuns } from '../../store/sync-runs.js';
import { requireAccounts } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { collect } from '../input/collect.js';
import { wholeNumber } from '../input/number.js';
import { parseSince } from '../input/since.js';
import { formatCounted } from '../output/count.js';
import { type FormatOptions, withFormats } from '../output/format.js';
import { createListWriter } from '../output/listing.js';
import { formatRecent } from '../output/time.js';
import { remedyOf, runListing } from '../sync/outcome-listing.js';

const states: SyncRunState[] = ['reading', 'applied', 'held', 'failed', 'rejected', 'superseded'];

type SyncsOptions = FormatOptions & { account?: string[]; state?: SyncRunState; since?: string; limit: number };

/** `steward syncs`: the runs, newest first. */
export function registerSyncs(program: Command, context: CliContext): void {
  const syncs = program
    .command('syncs')
    .description('list syncs, the newest first')
    .option('--account <names>', 'of these accounts only, with commas', collect)
    .addOption(new Option('--state <state>', 'in this state only').choices(states))
    .option('--since <moment>', 'begun since, for example 24h, 7d or 2026-11-01')
    .option('--limit <count>', 'at most so many', wholeNumber({ from: 1, to: 100_000 }), 20);
  withFormats(syncs)
    .addHelpText('after', '\nExample:\n  $ steward syncs --state failed --since 7d')
    .action((options) => listSyncs(context, options));
}

async function listSyncs(context: CliContext, options: SyncsOptions): Promise<void> {
  const since = options.since === undefined ? undefined : parseSince(options.since, context.now());
  const { db } = await context.database();
  const accounts = await requireAccounts(db, options.account ?? []);
  const runs = await listSyncRuns(db, {
    limit: options.limit,
    ...(options.account && { accounts: options.account }),
    ...(options.state && { states: [options.state] }),
    ...(since && { openedSince: since }),
  });
  const writer = createListWriter(context.terminal, runListing(context), options);
  await writer.rows(runs);
  const now = context.now();
  await writer.end({
    asOf: Object.fromEntries(accounts.map(({ name }) => [name, now])),
    footer: ['', `${formatCounted(runs.length, 'sync')} · as of ${formatRecent(now, now, context.zone)}`],
  });
  // Only the latest run of an account can still be acted on.
  if (options.json || options.csv || options.state) return;
  const seen = new Set<string>();
  for (const run of runs) {
    const remedy = seen.has(run.accountName) ? undefined : remedyOf(run);
    seen.add(run.accountName);
    if (remedy !== undefined) context.terminal.say(remedy);
  }
}
