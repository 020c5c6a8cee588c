import { randomBytes } from 'node:crypto';
import { createSealer } from '../../codec/sealer.js';
import { isAccountName } from '../../domain/account.js';
import { findHrConnectionByName, type HrConnection, insertHrConnection } from '../../store/hr-connections.js';
import { putRoster } from '../../store/rosters.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';

/** What an import has to know of the connection it comes by. */
export type RosterConnection = Pick<HrConnection, 'id' | 'timeZone' | 'locations' | 'terminationDateMeans'>;

/** How the connection of a roster is marked: it has no door. */
const adapter = 'roster';

/** The connection of that name, or for a dry run what it would be. @throws UsageError when it is no roster */
export async function findRosterConnection(context: CliContext, name: string): Promise<RosterConnection> {
  const { db } = await context.database();
  const known = await findHrConnectionByName(db, name);
  if (known && known.adapter !== adapter) {
    throw new UsageError(
      `${name} is no roster: it sends events (${known.adapter}).`,
      'Name another: --connection NAME',
    );
  }
  if (!known && !isAccountName(name)) {
    throw new UsageError(
      'The name of a connection has lower-case letters, digits and hyphens.',
      'Write for example acme-roster.',
    );
  }
  const nobody = '00000000-0000-0000-0000-000000000000';
  return known ?? { id: nobody, timeZone: null, locations: {}, terminationDateMeans: 'last_day' };
}

/** The connection of that name, made when it is first named. */
export async function requireRosterConnection(
  context: CliContext,
  { connection: name, absence }: { connection: string; absence?: 'asks' | 'ends' },
): Promise<RosterConnection> {
  const { db } = await context.database();
  await findRosterConnection(context, name);
  const sealer = createSealer(await context.keys());
  const known = await findHrConnectionByName(db, name);
  const connection =
    known ??
    (await insertHrConnection(
      db,
      sealer,
      { name, adapter, sourceKind: 'hr', terminationDateMeans: 'last_day', locations: {} },
      // It has no door, and so nobody to share a secret with.
      randomBytes(32).toString('base64url'),
    ));
  await putRoster(db, connection.id, { absenceEnds: absence === undefined ? undefined : absence === 'ends' });
  return connection;
}
