import { type RunStanding, standsSo } from '../../domain/run.js';
import { type BatchLeaver, findBatch, listBatchLeavers } from '../../store/batches.js';
import type { Db } from '../../store/database.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { formatOf, type FormatOptions } from '../output/format.js';
import { createListWriter, type Listing } from '../output/listing.js';
import { formatRecent, formatWithUtc } from '../output/time.js';
import { describeTrouble, leaverStanding, summariseBatch } from './summarise-batch.js';

export type BatchOptions = FormatOptions & { batch: string; stage?: RunStanding; attention?: boolean; open?: boolean };

/** Lists the leavers of a batch, and sums up how far it is. */
export async function showBatch(context: CliContext, options: BatchOptions): Promise<void> {
  const { db } = await context.database();
  const { terminal, zone } = context;
  const batch = await requireBatch(db, options.batch);
  const leavers = await listBatchLeavers(db, batch.id);
  const writer = createListWriter(terminal, toListing(context), options);
  await writer.rows(leavers.filter(({ run }) => isWanted(run, options)));
  await writer.end({});
  if (formatOf(options) !== 'table') return;
  const { sentence, accounts } = summariseBatch(leavers);
  const reason = batch.reason === null ? '' : `: ${batch.reason}`;
  await terminal.print(`batch ${batch.id} · asked by ${batch.askedBy}${reason}`);
  await terminal.print(`acts ${describeMoments(leavers, batch.releaseAt, zone)}`);
  for (const line of accounts) await terminal.print(line);
  await terminal.print(sentence);
}

/** As the runs have it: they may have been moved since. */
function describeMoments(leavers: BatchLeaver[], releaseAt: Date, zone: string): string {
  const times = leavers.map(({ run }) => run.effectiveAt.getTime());
  const first = new Date(times.length === 0 ? releaseAt : Math.min(...times));
  const last = new Date(times.length === 0 ? releaseAt : Math.max(...times));
  const from = formatWithUtc(first, zone);
  return first.getTime() === last.getTime() ? from : `from ${from} to ${formatWithUtc(last, zone)}`;
}

/** @throws UsageError */
export async function requireBatch(db: Db, name: string) {
  const batch = await findBatch(db, name);
  if (batch) return batch;
  throw new UsageError(
    `There is no batch ${name}, or there are several.`,
    'Give its id, or the first eight characters: offboard-many printed it.',
  );
}

function isWanted(run: BatchLeaver['run'], { stage, attention, open }: BatchOptions): boolean {
  if (stage !== undefined && !standsSo(run, stage)) return false;
  if (attention && run.attention === null) return false;
  return !open || run.closedAt === null;
}

function toListing({ now, zone, terminal }: CliContext): Listing<BatchLeaver> {
  const nameOf = ({ workEmail, personKey }: BatchLeaver) => workEmail ?? personKey ?? '';
  return {
    columns: [
      { title: 'leaver', value: nameOf, minWidth: 12 },
      { title: 'stands', value: (leaver) => leaverStanding(leaver).replaceAll('-', ' ') },
      {
        title: 'why',
        value: describeTrouble,
        minWidth: 8,
        paint: (text) => terminal.colours.yellow(text),
        hideEmpty: true,
      },
      { title: 'acts', value: ({ run }) => formatRecent(run.effectiveAt, now(), zone), optional: 1 },
      { title: 'run', value: ({ run }) => run.workflowId },
    ],
    fields: {
      run: ({ run }) => run.workflowId,
      person: ({ personKey }) => personKey,
      email: ({ workEmail }) => workEmail,
      stands: leaverStanding,
      why: describeTrouble,
      stage: ({ run }) => run.stage,
      outcome: ({ run }) => run.outcome,
      attention: ({ run }) => run.attention,
      accounts: ({ accounts }) => accounts.map(({ accountName, state }) => `${accountName}: ${state}`),
      effectiveAt: ({ run }) => run.effectiveAt,
      verifiedAt: ({ run }) => run.verifiedAt,
      closedAt: ({ run }) => run.closedAt,
    },
  };
}
