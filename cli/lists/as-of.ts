import type { AsOf } from '../../store/inventory-scope.js';
import { formatRecent } from '../output/time.js';

/** More accounts than this are summed up, oldest and newest. */
const mostNamed = 4;

/** As of when a list is true, in words: as of 14:02 (acme-cloud), 13:58 (acme-onprem). */
export function describeAsOf(asOf: AsOf[], now: Date, zone: string): string {
  const synced = asOf.flatMap(({ accountName, syncedAt }) => (syncedAt ? [{ accountName, syncedAt }] : []));
  const never = asOf.filter(({ syncedAt }) => !syncedAt).map(({ accountName }) => accountName);
  const ordered = synced.toSorted((one, other) => one.syncedAt.getTime() - other.syncedAt.getTime());
  const [oldest] = ordered;
  const newest = ordered.at(-1);
  const tell = ({ accountName, syncedAt }: Synced) => `${formatRecent(syncedAt, now, zone)} (${accountName})`;
  const parts: string[] = [];
  if (oldest && newest && synced.length <= mostNamed) parts.push(`as of ${tellEach(synced, now, zone)}`);
  else if (oldest && newest) parts.push(`as of ${tell(oldest)} to ${tell(newest)}, ${synced.length} accounts`);
  if (never.length > 0) parts.push(`never synced: ${cutNames(never)}`);
  return parts.length > 0 ? parts.join(' · ') : 'no account is connected yet: steward account add NAME';
}

interface Synced {
  accountName: string;
  syncedAt: Date;
}

/** Accounts that were read in the same minute are named together. */
function tellEach(synced: Synced[], now: Date, zone: string): string {
  const byTime = new Map<string, string[]>();
  for (const { accountName, syncedAt } of synced) {
    const time = formatRecent(syncedAt, now, zone);
    byTime.set(time, [...(byTime.get(time) ?? []), accountName]);
  }
  return [...byTime].map(([time, names]) => `${time} (${names.join(', ')})`).join(', ');
}

function cutNames(names: string[]): string {
  const shown = names.slice(0, mostNamed).join(', ');
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} more` : shown;
}

/** The same for programs. */
export function toAsOfRecord(asOf: AsOf[]): Record<string, Date | null> {
  return Object.fromEntries(asOf.map(({ accountName, syncedAt }) => [accountName, syncedAt]));
}
