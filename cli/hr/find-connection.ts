import { findNearest } from '../../domain/nearest.js';
import type { Db } from '../../store/database.js';
import { findHrConnectionByName, type HrConnection, listHrConnections } from '../../store/hr-connections.js';
import { UsageError } from '../exit.js';

/** The connection of that name. @throws UsageError with the name that was probably meant */
export async function requireHrConnection(db: Db, name: string): Promise<HrConnection> {
  const connection = await findHrConnectionByName(db, name);
  if (connection) return connection;
  const names = (await listHrConnections(db)).map((one) => one.name);
  if (names.length === 0) {
    throw new UsageError(
      'No HR system is connected yet.',
      'Connect one: steward hr connection add NAME --adapter native',
    );
  }
  const near = findNearest(name, names);
  throw new UsageError(
    `There is no connection "${name}".`,
    near ? `Did you mean ${near}?` : 'See them: steward hr connection list',
  );
}
