import { createLogger } from '../../worker/create-logger.js';
import type { CliContext } from '../context.js';
import { startDoor } from './start-door.js';

/** Runs the door for HR systems until it is stopped. */
export async function runServer(context: CliContext): Promise<void> {
  const { terminal } = context;
  const stop = context.awaitStop();
  const { httpServer, logLevel } = context.config();
  const door = await startDoor({
    databaseUrl: await context.databaseUrl(),
    encryptionKeys: await context.keys(),
    host: httpServer.host,
    port: httpServer.port,
    logger: createLogger(logLevel),
  });
  try {
    terminal.say(`Serving ${door.url}. Ctrl-C stops it.`);
    await stop;
    terminal.say('Stopping: deliveries under way are answered.');
  } finally {
    await door.close();
  }
}
