import { triggerReconcile, triggerSync } from '../../client/schedules.js';
import { findWorkflowEnd } from '../../client/workflow-end.js';
import { parseDuration } from '../../domain/duration.js';
import type { Account } from '../../store/accounts.js';
import { type ListedSyncRun, readClock, type SyncRun } from '../../store/sync-runs.js';
import { requireAccounts } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import type { FormatOptions } from '../output/format.js';
import { createListWriter } from '../output/listing.js';
import { createLiveLines } from '../output/live-lines.js';
import { followRun, type RunLoss, type RunProgress } from './follow-run.js';
import { remedyOf, runListing } from './outcome-listing.js';
import { longWaitMs, renderProgress } from './progress-lines.js';

export type SyncOptions = FormatOptions & { wait?: boolean; timeout?: string };

/** Asks for a sync of the named accounts, or of all that are active; with `--wait` follows it to its end. */
export async function syncAccounts(context: CliContext, names: string[], options: SyncOptions): Promise<void> {
  const timeoutMs = parseTimeout(options);
  const { db } = await context.database();
  const accounts = await chooseAccounts(context, names);
  const since = await readClock(db);
  await trigger(context, accounts);
  if (!options.wait) {
    for (const { name } of accounts) await context.terminal.print(`${name}  sync asked for`);
    context.terminal.say('Follow it: steward syncs, or add --wait.');
    return;
  }
  await report(context, await follow(context, accounts, since, timeoutMs), options);
}

function parseTimeout({ wait, timeout, json, csv }: SyncOptions): number | undefined {
  if (!wait && (timeout !== undefined || json || csv)) {
    throw new UsageError('--timeout, --json and --csv are about the end of a sync.', 'Add --wait.');
  }
  if (timeout === undefined) return undefined;
  const timeoutMs = parseDuration(timeout);
  if (!timeoutMs) throw new UsageError(`"${timeout}" is no duration.`, 'Write --timeout 30s, 10m or 1h.');
  return timeoutMs;
}

async function chooseAccounts(context: CliContext, names: string[]): Promise<Account[]> {
  const { db } = await context.database();
  const accounts = await requireAccounts(db, names);
  if (accounts.length === 0) {
    throw new UsageError('No account is connected yet.', 'Connect one: steward account add NAME');
  }
  const idle = accounts.filter(({ state }) => state !== 'active');
  const [first] = idle;
  if (first && names.length > 0) {
    throw new FailedError(
      `${first.name} is ${first.state}, so it is not synced.`,
      `First: steward account resume ${first.name}`,
    );
  }
  const active = accounts.filter(({ state }) => state === 'active');
  if (active.length === 0) throw new FailedError('No account is active.', 'See them: steward account list');
  for (const { name, state } of idle) context.terminal.say(`${name} is ${state} and left out.`);
  return active;
}

async function trigger(context: CliContext, accounts: Account[]): Promise<void> {
  const { client } = await context.temporal();
  for (const { name } of accounts) {
    try {
      await triggerSync(client, name);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ScheduleMissingError') throw error;
      // The account is new, or its schedule was deleted: making it starts the first run.
      await triggerReconcile(client);
    }
  }
}

/** A run with its end, or an account whose run will have none. */
type Followed = ListedSyncRun | Lost;

interface Lost {
  accountName: string;
  lost: RunLoss;
}

async function follow(
  context: CliContext,
  accounts: Account[],
  since: Date,
  timeoutMs: number | undefined,
): Promise<Followed[]> {
  const { db } = await context.database();
  const { client } = await context.temporal();
  const { terminal } = context;
  const live = createLiveLines(terminal);
  const progress = new Map<string, RunProgress>();
  const signal = timeoutMs === undefined ? new AbortController().signal : AbortSignal.timeout(timeoutMs);
  let isWarned = false;
  // While Temporal does not answer, an end can still come.
  const findEnd = (run: SyncRun) => findWorkflowEnd(client, run).catch(() => undefined);
  const follower = async (account: Account): Promise<Followed> => {
    const onProgress = (one: RunProgress) => {
      progress.set(account.name, one);
      live.show(renderProgress(progress, terminal.talkWidth));
      if (one.stage !== 'waiting' || one.waitedMs < longWaitMs || isWarned) return;
      isWarned = true;
      live.clear();
      terminal.say('Still waiting. If no other run is under way, look whether a worker runs: steward worker');
    };
    const end = await followRun(db, account, { since, findEnd, onProgress, signal });
    if ('lost' in end) return { accountName: account.name, lost: end.lost };
    if (!terminal.showsProgress) terminal.say(`${account.name}  ${end.run.state}`);
    return { ...end.run, accountName: account.name };
  };
  try {
    return await Promise.all(accounts.map(follower));
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new FailedError('The time given with --timeout is over; the sync goes on.', 'Look later: steward syncs');
  } finally {
    live.clear();
  }
}

async function report(context: CliContext, followed: Followed[], options: SyncOptions): Promise<void> {
  const runs = followed.flatMap((one) => ('lost' in one ? [] : [one]));
  const writer = createListWriter(context.terminal, runListing(context), options);
  if (runs.length > 0) await writer.rows(runs);
  await writer.end({});
  for (const remedy of runs.map(remedyOf)) if (remedy !== undefined) context.terminal.say(remedy);
  for (const one of followed) if ('lost' in one) context.terminal.say(describeLoss(one));
  if (runs.length < followed.length || runs.some(({ state }) => state !== 'applied')) context.exitCode = 1;
}

function describeLoss({ accountName, lost }: Lost): string {
  const again = `steward sync ${accountName} --wait`;
  switch (lost) {
    case 'removed':
      return `${accountName} was removed meanwhile, so there is nothing to sync. See what is connected: steward account list`;
    case 'paused':
    case 'stopped':
      return `${accountName} was ${lost} meanwhile, so it is not synced. First: steward account resume ${accountName}, then: ${again}`;
    default:
      return `The sync of ${accountName} will not come to an end: its workflow ${lost}. Start it again: ${again}`;
  }
}
