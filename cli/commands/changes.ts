import { type Command, InvalidArgumentError } from 'commander';
import { type ChangeKind, changeKinds } from '../../domain/sync.js';
import { listChanges, type ListedChange } from '../../store/changes.js';
import type { CliContext } from '../context.js';
import { collect } from '../input/collect.js';
import { parseSince } from '../input/since.js';
import { toAccountFilter } from '../lists/account-filter.js';
import { describeChange } from '../lists/describe-change.js';
import { type PagingOptions, readPages, withPaging } from '../lists/paging.js';
import { printPages } from '../lists/print-pages.js';
import { type FormatOptions, withFormats } from '../output/format.js';
import type { Listing } from '../output/listing.js';
import { formatRecent } from '../output/time.js';

type ChangesOptions = FormatOptions & PagingOptions & { account?: string[]; kind?: ChangeKind[]; since?: string };

/** `steward changes`: the change feed that Retool lacks, the newest first. */
export function registerChanges(program: Command, context: CliContext): void {
  const changes = program
    .command('changes')
    .description('list what became different in Retool between syncs, the newest first')
    .option('--account <names>', 'of these accounts only, with commas', collect)
    .option('--kind <kinds>', 'of these kinds only, with commas', collectKinds)
    .option('--since <moment>', 'seen since, for example 24h, 7d or 2026-11-01');
  withFormats(withPaging(changes))
    .addHelpText('after', guide)
    .action((options) => printChanges(context, options));
}

const guide = `
A change is seen by the sync after it happened: its time is when it was seen.

Examples:
  $ steward changes --since 7d
  $ steward changes --kind user-disabled,user-re-enabled --account acme-cloud --json

Kinds: ${changeKinds.join(', ')}`;

function collectKinds(text: string, sofar: ChangeKind[] | undefined): ChangeKind[] {
  return collect(text, sofar).map((name) => {
    const kind = changeKinds.find((known) => known === name);
    if (!kind) throw new InvalidArgumentError(`Allowed choices are ${changeKinds.join(', ')}.`);
    return kind;
  });
}

async function printChanges(context: CliContext, options: ChangesOptions): Promise<void> {
  const since = options.since === undefined ? undefined : parseSince(options.since, context.now());
  const { db } = await context.database();
  const filter = { accounts: await toAccountFilter(context, options.account), kinds: options.kind, since };
  const pages = readPages(options, toPosition, async ({ limit, after: before }) => {
    const { changes: rows, next, asOf } = await listChanges(db, filter, { limit, before });
    return { rows, next, asOf };
  });
  await printPages(context, changeListing(context), options, pages, 'change');
}

function toPosition(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

function changeListing({ now, zone }: CliContext): Listing<ListedChange> {
  return {
    columns: [
      { title: 'seen', value: ({ seenAt }) => formatRecent(seenAt, now(), zone) },
      { title: 'account', value: ({ accountName }) => accountName, minWidth: 8, optional: 1 },
      { title: 'change', value: ({ kind }) => kind.replaceAll('-', ' ') },
      { title: 'of', value: ({ label }) => label ?? '', minWidth: 12 },
      { title: 'detail', value: describeChange, minWidth: 10, optional: 2 },
    ],
    fields: {
      id: ({ id }) => id,
      account: ({ accountName }) => accountName,
      seenAt: ({ seenAt }) => seenAt,
      kind: ({ kind }) => kind,
      label: ({ label }) => label,
      text: describeChange,
      detail: ({ detail }) => detail,
      userId: ({ userId }) => userId,
      groupId: ({ groupId }) => groupId,
      inviteId: ({ inviteId }) => inviteId,
      runId: ({ runId }) => runId,
    },
  };
}
