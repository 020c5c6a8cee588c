import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { findLocalStack } from '../stack/stack-file.js';

/** The URL by which a connection's sender reaches the door, and whether it is known to be the one outside. */
export function senderUrl(context: CliContext, hookId: string): { url: string; isPublic: boolean } {
  const { publicUrl } = context.config().httpServer;
  return { url: `${publicUrl ?? localDoor(context)}/v1/hooks/${hookId}`, isPublic: publicUrl !== undefined };
}

/** The URL at which this machine finds the door of a connection. @param given instead, without the path */
export function doorUrl(context: CliContext, hookId: string, given?: string): string {
  if (given === undefined) return `${localDoor(context)}/v1/hooks/${hookId}`;
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) {
    throw new UsageError('--url takes the address of a door.', 'Write for example --url http://127.0.0.1:8235.');
  }
  return `${given.replace(/\/+$/, '')}/v1/hooks/${hookId}`;
}

function localDoor(context: CliContext): string {
  const { databaseUrl, stateDir, httpServer } = context.config();
  const stack = databaseUrl === undefined ? findLocalStack(stateDir) : undefined;
  return stack?.doorUrl ?? `http://${httpServer.host}:${httpServer.port}`;
}
