import { createSealer } from '../../codec/sealer.js';
import { parseDuration } from '../../domain/duration.js';
import { setRosterUrl } from '../../store/rosters.js';
import { downloadList, DownloadError } from '../../worker/download-list.js';
import { tellSchedules } from '../accounts/tell-schedules.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { requireRosterConnection } from './roster-connection.js';

export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** The list at an address, once and now. */
export async function fetchRoster(url: string): Promise<string> {
  try {
    return await downloadList(toSafeUrl(url), new AbortController().signal);
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    throw new FailedError(`The list could not be fetched. ${error.message}`, 'Nothing was changed.');
  }
}

const [leastMs, mostMs] = [5 * 60_000, 31 * 86_400_000];

/** Has the list at an address fetched again and again; `off` ends it. */
export async function scheduleRoster(
  context: CliContext,
  url: string,
  { every, ...options }: { every: string; connection: string; absence?: 'asks' | 'ends' },
): Promise<void> {
  await requireOperator(context, 'operator');
  const everyMs = every === 'off' ? null : parseDuration(every);
  if (everyMs === undefined || (everyMs !== null && (everyMs < leastMs || everyMs > mostMs))) {
    throw new UsageError('--every takes an interval from 5 minutes to 31 days, or "off".', 'Write for example 6h.');
  }
  const { db } = await context.database();
  const safe = toSafeUrl(url);
  await context.temporal();
  const { id } = await requireRosterConnection(context, options);
  const sealer = createSealer(await context.keys());
  await setRosterUrl(db, sealer, id, everyMs === null ? null : { url: safe, everyMs });
  await tellSchedules(context);
  const { terminal } = context;
  await terminal.print(
    `${options.connection}  ${everyMs === null ? 'is not fetched any more' : `fetched every ${every}`}`,
  );
  if (everyMs !== null) terminal.say(`What came of it: steward hr events --connection ${options.connection}`);
}

/** Only HTTPS, because whoever can change the list on its way decides who leaves; HTTP on this machine. */
function toSafeUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  if (url && (url.protocol === 'https:' || isLocal)) return url.href;
  throw new UsageError('A list is fetched over https only.', 'Give an address that begins with https://');
}
