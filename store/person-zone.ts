import { zoneOfPerson } from '../domain/people/zones.js';
import { listClaims } from './claims.js';
import type { Db } from './database.js';

/** The zone of somebody, as HR has it; undefined where nobody ever named one. */
export async function findZoneOfPerson(db: Db, personId: string): Promise<string | undefined> {
  return zoneOfPerson(await listClaims(db, personId));
}
