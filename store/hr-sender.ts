import { sql } from 'kysely';
import type { Sealer } from '../domain/sealing.js';
import type { Db } from './database.js';
import type { HrConnection } from './hr-connections.js';
import { openHrSecret, type OpenedHrSecret } from './hr-secrets.js';

/** Whom the door may believe: a connection with all its secrets. */
export interface HrSender {
  connection: HrConnection;
  secrets: OpenedHrSecret[];
}

interface SealedSecret {
  id: string;
  keyId: string;
  /** In hex. */
  sealed: string;
  notBefore: string;
  notAfter: string | null;
}

/**
 * Who sends to a URL, in one statement: the door asks for each delivery.
 *
 * @param hookId the last part of the URL
 * @throws UnknownKeyError, SealBrokenError of the sealer
 */
export async function findHrSender(db: Db, sealer: Sealer, hookId: string): Promise<HrSender | undefined> {
  // PostgreSQL refuses some texts altogether, and a stranger's URL is no trouble of the database.
  if (!/^[\w-]{1,100}$/.test(hookId)) return undefined;
  const row = await db
    .selectFrom('hrConnections')
    .selectAll()
    .select(
      sql<SealedSecret[]>`(select coalesce(json_agg(json_build_object('id', s.id, 'keyId', s.key_id,
        'sealed', encode(s.sealed, 'hex'), 'notBefore', s.not_before, 'notAfter', s.not_after)), '[]')
        from hr_secrets s where s.connection_id = hr_connections.id)`.as('secrets'),
    )
    .where('hookId', '=', hookId)
    .where('removedAt', 'is', null)
    .executeTakeFirst();
  if (!row) return undefined;
  const { secrets, ...connection } = row;
  return {
    connection,
    secrets: secrets.map(({ id, keyId, sealed, notBefore, notAfter }) =>
      openHrSecret(sealer, connection.id, {
        ...{ id, keyId, sealed: Buffer.from(sealed, 'hex') },
        notBefore: new Date(notBefore),
        notAfter: notAfter === null ? null : new Date(notAfter),
      }),
    ),
  };
}
