import { isSilent } from '../../domain/hr/silence.js';
import type { Db } from '../../store/database.js';
import { type HrBreaker, readHrBreakers } from '../../store/hr-breaker.js';
import { type HrConnection, listHrConnections } from '../../store/hr-connections.js';
import { countWaitingDeliveries, type WaitingCounts } from '../../store/hr-inbox.js';

/** A connection, and how it stands. */
export interface StandingConnection extends HrConnection {
  breaker: HrBreaker | undefined;
  waiting: WaitingCounts;
  isSilent: boolean;
}

/** All connections by name, and how they stand. */
export async function listStanding(db: Db, now: Date): Promise<StandingConnection[]> {
  const [connections, breakers, waiting] = await Promise.all([
    listHrConnections(db),
    readHrBreakers(db),
    countWaitingDeliveries(db),
  ]);
  return connections.map((connection) => ({
    ...connection,
    breaker: breakers.get(connection.id),
    waiting: waiting.get(connection.id) ?? {},
    isSilent: isSilent(connection, now),
  }));
}

/** The state in words for people: what somebody has to look at comes first. */
export function describeStanding({ breaker, pausedAt, isSilent: silent }: StandingConnection): string {
  const states = [isHeld(breaker) && 'endings held', pausedAt !== null && 'paused', silent && 'silent'].filter(
    (state) => state !== false,
  );
  return states.join(', ') || 'active';
}

export function isHeld(breaker: HrBreaker | undefined): boolean {
  return breaker !== undefined && breaker.openedAt !== null;
}

/** What somebody can do about it, a line each. */
export function remediesFor(connection: StandingConnection): string[] {
  const { name, breaker, waiting, isSilent: silent } = connection;
  const remedies: string[] = [];
  if (isHeld(breaker)) {
    remedies.push(
      `${name}: more people would leave at once than usual (${breaker?.reason ?? 'no reason is known'}). ` +
        `Look: steward hr events --held --connection ${name}. Then: steward hr release ${name} --reason "…"`,
    );
  }
  if (silent)
    remedies.push(`${name} has delivered nothing for longer than usual. Look whether its sender still sends.`);
  if (wasRefusedLast(connection)) {
    remedies.push(
      `${name} was refused after its last delivery: ${connection.lastRefusal}. ` +
        'Look whether its sender has the secret of today, and the right time.',
    );
  }
  if (waiting.quarantined) remedies.push(`${name} sent what was not understood: steward hr events --quarantined`);
  return remedies;
}

/** Set up wrongly, a secret that ended, or a clock that is wrong: the sender believes to deliver. */
function wasRefusedLast({ lastRefusedAt, lastDeliveryAt }: StandingConnection): boolean {
  if (lastRefusedAt === null) return false;
  return lastDeliveryAt === null || lastRefusedAt.getTime() > lastDeliveryAt.getTime() + notedWithinMs;
}

/** Deliveries are noted to the minute. */
const notedWithinMs = 60_000;
