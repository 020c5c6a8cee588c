import { formatDuration } from '../../domain/duration.js';
import type { Db } from '../../store/database.js';
import { type ListedDelivery, listHrDeliveries } from '../../store/hr-inbox.js';
import { type HrSecretRow, listHrSecrets } from '../../store/hr-secrets.js';
import type { CliContext } from '../context.js';
import { renderJson } from '../output/json.js';
import { toPlain } from '../output/plain.js';
import { formatWithUtc } from '../output/time.js';
import { requireHrConnection } from './find-connection.js';
import { describeStanding, isHeld, listStanding, remediesFor, type StandingConnection } from './standing.js';

/** Shows everything that is known of a connection but its URL and its secrets. */
export async function showConnection(context: CliContext, name: string, { json }: { json?: boolean }): Promise<void> {
  const { terminal, now } = context;
  const { db } = await context.database();
  const connection = await findStanding(db, name, now());
  const secrets = await listHrSecrets(db, connection.id);
  const [last] = await listHrDeliveries(db, { connectionId: connection.id, limit: 1 });
  if (json) {
    const { id: _id, hookId: _hookId, definition: _definition, removedAt: _removedAt, breaker, ...known } = connection;
    const { connectionId: _connectionId, ...held } = breaker ?? { connectionId: '' };
    const kept = secrets.map(({ connectionId: _, ...secret }) => secret);
    await terminal.write(renderJson({ ...known, breaker: breaker ? held : null, secrets: kept }));
    return;
  }
  const facts = toFacts(context, connection, secrets, last);
  const width = Math.max(...facts.map(([title]) => title.length));
  for (const [title, text] of facts) await terminal.print(`${title.padEnd(width)}  ${toPlain(text)}`);
  for (const remedy of remediesFor(connection)) terminal.say(remedy);
  if (usesOldSecret(secrets, now())) {
    terminal.say('Its sender still uses the old secret. Give it the new one before the old one ends.');
  }
}

/** The newest was never used, or an older one that ends was used after it. */
function usesOldSecret([newest, ...older]: HrSecretRow[], now: Date): boolean {
  return older.some(({ notAfter, lastUsedAt }) => {
    if (lastUsedAt === null || notAfter === null || notAfter <= now) return false;
    return newest !== undefined && lastUsedAt > (newest.lastUsedAt ?? newest.notBefore);
  });
}

async function findStanding(db: Db, name: string, now: Date): Promise<StandingConnection> {
  const { id } = await requireHrConnection(db, name);
  const found = (await listStanding(db, now)).find((one) => one.id === id);
  if (!found) throw new Error('The connection was removed meanwhile.');
  return found;
}

function toFacts(
  { zone, now }: CliContext,
  connection: StandingConnection,
  secrets: HrSecretRow[],
  last: ListedDelivery | undefined,
): [title: string, text: string][] {
  const { waiting, breaker } = connection;
  const when = (instant: Date | null, never: string) => (instant ? formatWithUtc(instant, zone) : never);
  const locations = Object.keys(connection.locations).length;
  const { pauseReason, lastRefusal, expectedEveryMs } = connection;
  const means = connection.terminationDateMeans === 'last_day' ? 'the last day of work' : 'the first day off';
  return [
    ['connection', connection.name],
    ['state', describeStanding(connection) + (pauseReason === null ? '' : `: ${pauseReason}`)],
    ['adapter', connection.adapter],
    ['source', connection.sourceKind === 'hr' ? 'HR: employments' : 'identity provider: access alone'],
    [
      'time zone',
      `${connection.timeZone ?? "the policy's"}${locations > 0 ? `, ${locations} places with their own` : ''}`,
    ],
    ['day of an end', means],
    ['company', connection.tenant ?? 'not pinned'],
    ['last delivery', when(connection.lastDeliveryAt, 'never')],
    ['expected', expectedEveryMs === null ? 'nobody said how often' : `every ${formatDuration(expectedEveryMs)}`],
    ['last refused', connection.lastRefusedAt ? `${when(connection.lastRefusedAt, '')}: ${lastRefusal}` : 'never'],
    ['old messages', describeReplays(last)],
    [
      'waiting',
      `${waiting.pending ?? 0} to be decided on, ${waiting.quarantined ?? 0} in quarantine, ${waiting.held ?? 0} held`,
    ],
    ['breaker', isHeld(breaker) ? `open since ${when(breaker?.openedAt ?? null, '')}: ${breaker?.reason}` : 'closed'],
    ...secrets
      .filter(isOfInterest(now()))
      .map((secret): [string, string] => [
        'secret',
        `${secret.notAfter ? `until ${when(secret.notAfter, '')}` : 'in force'}, last used ${when(secret.lastUsedAt, 'never')}`,
      ]),
  ];
}

function describeReplays(last: ListedDelivery | undefined): string {
  if (!last || last.isReplayProtected === null) return 'not known before the first delivery';
  return last.isReplayProtected ? 'refused by their signed time' : 'known again by their id alone: no time is signed';
}

/** Those in force, and one that ended while its sender may still use it. */
function isOfInterest(now: Date) {
  return ({ notAfter }: HrSecretRow) => notAfter === null || notAfter.getTime() > now.getTime() - 30 * 86_400_000;
}
