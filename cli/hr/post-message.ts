import { signRequest } from '../../hr/sign-request.js';
import type { Sealer } from '../../domain/sealing.js';
import { createSealer } from '../../codec/sealer.js';
import type { Delivery } from '../../hr/adapter.js';
import type { HrConnection } from '../../store/hr-connections.js';
import { type OpenedHrSecret, openHrSecrets } from '../../store/hr-secrets.js';
import type { CliContext } from '../context.js';
import { EnvironmentError, FailedError } from '../exit.js';

export interface SignedMessage {
  delivery: Delivery;
  secrets: OpenedHrSecret[];
}

/** Signs a message as the sender of a connection would, with its newest secret. */
export async function signMessage(
  context: CliContext,
  connection: HrConnection,
  { id, body, contentType }: { id: string; body: string; contentType: string },
): Promise<SignedMessage> {
  const { db } = await context.database();
  const sealer: Sealer = createSealer(await context.keys());
  const secrets = await openHrSecrets(db, sealer, connection.id);
  const [newest] = secrets;
  if (!newest) throw new FailedError(`${connection.name} has no secret.`);
  const sentAt = context.now();
  try {
    const headers = signRequest(connection, { id, sentAt, body }, newest.value);
    const delivery: Delivery = {
      method: 'POST',
      headers: { 'content-type': contentType, ...headers },
      query: {},
      body: Buffer.from(body),
      receivedAt: sentAt,
    };
    return { delivery, secrets };
  } catch (error) {
    if (error instanceof RangeError) throw new FailedError(`${connection.name} cannot be spoken to: ${error.message}`);
    throw error;
  }
}

const answerWithinMs = 15_000;

/** Sends a message to a door. @returns the status of the answer */
export async function postMessage(url: string, { headers, body }: Delivery): Promise<number> {
  const { origin } = new URL(url);
  const response = await fetch(url, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: new Uint8Array(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch(() => {
    throw new EnvironmentError(
      `No door answers at ${origin}.`,
      'Start one with "steward server" or "steward up", or say where it is: --url',
    );
  });
  await response.body?.cancel();
  return response.status;
}

/** What an answer of the door means. */
export function describeAnswer(status: number): string {
  switch (status) {
    case 200:
      return '200: taken';
    case 401:
      return '401: not known there. Is it the door of this database? Do its keys match?';
    case 413:
      return '413: larger than 256 KiB';
    case 503:
      return '503: the door is overloaded, or has no database. Its log says which';
    default:
      return `${status}: that is not our door. Look what stands in front of it`;
  }
}
