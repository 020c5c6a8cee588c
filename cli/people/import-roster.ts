import { createSealer } from '../../codec/sealer.js';
import { loadPolicy } from '../../config/policy-file.js';
import type { RosterComparison } from '../../domain/roster/compare-roster.js';
import { prepareRoster, type PreparedRoster } from '../../hr/roster/prepare-roster.js';
import { RosterError } from '../../hr/roster/read-roster.js';
import { importRoster as takeRoster, previewRoster } from '../../store/rosters.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { formatCounted } from '../output/count.js';
import { toPlain } from '../output/plain.js';
import { readFileOrStdin } from '../input/read-file.js';
import { requireOperator } from '../operators/require-operator.js';
import { fetchRoster, isUrl, scheduleRoster } from './fetch-roster.js';
import { findRosterConnection, requireRosterConnection, type RosterConnection } from './roster-connection.js';

export interface ImportOptions {
  connection: string;
  dryRun?: boolean;
  withLeavers?: boolean;
  acceptLosses?: boolean;
  absence?: 'asks' | 'ends';
  every?: string;
}

/** Compares a full list of people with the one before, and says what is new as if HR had sent it. */
export async function importRoster(context: CliContext, file: string, options: ImportOptions): Promise<void> {
  const { every } = options;
  if (every !== undefined) {
    if (!isUrl(file)) throw new UsageError('--every is for lists that are fetched.', 'Give an address: https://…');
    return await scheduleRoster(context, file, { ...options, every });
  }
  const { db } = await context.database();
  const text = isUrl(file) ? await fetchRoster(file) : await readFileOrStdin(context, file);
  if (options.dryRun) {
    const connection = await findRosterConnection(context, options.connection);
    const prepared = await prepare(context, text, connection, options);
    const comparison = await previewRoster(db, { connectionId: connection.id, ...prepared });
    await print(context, comparison, prepared, options);
    for (const line of eventLines(comparison)) await context.terminal.print(line);
    return context.terminal.say('Nothing was changed.');
  }
  await requireOperator(context, 'operator');
  const connection = await requireRosterConnection(context, options);
  const prepared = await prepare(context, text, connection, options);
  const sealer = createSealer(await context.keys());
  const comparison = await takeRoster(db, sealer, { connectionId: connection.id, ...prepared });
  await print(context, comparison, prepared, options);
}

async function prepare(
  context: CliContext,
  text: string,
  connection: RosterConnection,
  { withLeavers = false, acceptLosses = false }: ImportOptions,
): Promise<PreparedRoster> {
  const { policy } = await loadPolicy(context.config().policy);
  try {
    return prepareRoster(text, {
      ...{ connection, withLeavers, acceptsLosses: acceptLosses },
      defaultTimeZone: policy.defaultTimeZone,
      now: context.now(),
    });
  } catch (error) {
    if (!(error instanceof RosterError)) throw error;
    const more = error.problems.length > 10 ? ` and ${error.problems.length - 10} more` : '';
    throw new UsageError(`${error.message}${more}`, 'Nothing was taken: correct the list and import it again.');
  }
}

async function print(
  context: CliContext,
  comparison: RosterComparison,
  { ignored }: PreparedRoster,
  { connection }: ImportOptions,
): Promise<void> {
  const { terminal } = context;
  if (ignored.length > 0) terminal.say(`Columns that mean nothing here: ${ignored.map(toPlain).join(', ')}`);
  if (comparison.kind === 'held') {
    throw new FailedError(
      `${connection} is held: ${formatCounted(comparison.missing, 'person', 'people')} of the last list are missing, and ${comparison.allowed} may be.`,
      'Look at the list. If it is right: the same command with --accept-losses',
    );
  }
  const { rows, added, changed, unchanged, missing, leftOut } = comparison.counts;
  await terminal.print(
    `${connection}  ${formatCounted(rows, 'row')}: ${added} new, ${changed} changed, ${unchanged} as before, ${missing} missing`,
  );
  if (leftOut > 0) {
    const who = formatCounted(leftOut, 'person', 'people');
    terminal.say(`${who} left before today and were never known here: left out. Take them in: --with-leavers`);
  }
  if (missing > 0) terminal.say('Who is missing works on until somebody looks: steward people --attention');
}

function eventLines(comparison: RosterComparison): string[] {
  if (comparison.kind === 'held') return [];
  return comparison.events.flat().map(({ type, worker, effective }) => {
    return toPlain(`  ${worker.externalId}  ${type.replaceAll('_', ' ')}  ${effective.date}`);
  });
}
