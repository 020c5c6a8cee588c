import type { Sealer } from '../../domain/sealing.js';
import { createWebhookSecret } from '../../hr/native/sign.js';
import type { Db } from '../../store/database.js';
import { insertHrConnection } from '../../store/hr-connections.js';

export interface NativeConnection {
  id: string;
  hookId: string;
  secret: string;
}

/** Adds a connection of an HR system that sends our own events. */
export async function addNativeConnection(db: Db, sealer: Sealer, name: string): Promise<NativeConnection> {
  const secret = createWebhookSecret();
  const settings = {
    name,
    adapter: 'native',
    sourceKind: 'hr' as const,
    timeZone: 'UTC',
    terminationDateMeans: 'last_day' as const,
    locations: {},
  };
  const { id, hookId } = await insertHrConnection(db, sealer, settings, secret);
  return { id, hookId, secret };
}
