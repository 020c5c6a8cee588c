import type { FastifyBaseLogger } from 'fastify';
import { createSealer } from '../../codec/sealer.js';
import type { KeyRing } from '../../domain/sealing.js';
import { findAdapter } from '../../hr/adapters.js';
import { type RunningHttpServer, startHttpServer } from '../../http/start-http-server.js';
import { assertSchemaCurrent } from '../../store/migrate.js';
import { openDatabase } from '../../store/pool.js';

export interface DoorOptions {
  databaseUrl: string;
  encryptionKeys: KeyRing;
  host: string;
  /** 0 for any free port. */
  port: number;
  logger: FastifyBaseLogger;
}

const maxConnections = 10;

/** Whoever has not sent all of a delivery by then is cut off. */
const requestTimeoutMs = 10_000;

/**
 * Starts the door for what HR systems send, with its health beside it.
 *
 * @throws HttpServerError, SchemaFromFutureError, SchemaOutdatedError, or that the database does not answer
 */
export async function startDoor(options: DoorOptions): Promise<RunningHttpServer> {
  const { databaseUrl, encryptionKeys, host, port, logger } = options;
  const database = openDatabase({ url: databaseUrl, applicationName: 'steward server', maxConnections });
  try {
    await assertSchemaCurrent(database.pool);
    const isDatabaseThere = async () => (await database.pool.query('select 1')).rowCount === 1;
    const server = await startHttpServer({
      ...{ host, port, logger, requestTimeoutMs },
      hrHooks: { db: database.db, sealer: createSealer(encryptionKeys), findAdapter },
      health: { ready: { database: isDatabaseThere } },
    });
    return {
      url: server.url,
      async close() {
        await server.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
