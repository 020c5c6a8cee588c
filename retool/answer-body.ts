import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { FailedCall } from './retool-error.js';
import { RetoolNotUnderstoodError } from './retool-error.js';
import { toNetworkError } from './network-error.js';

const decoders = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };

/** The body as it was before it was compressed; undefined for a compression nobody asked for. */
export function decodeBody(body: Readable, encoding: string | undefined): Readable | undefined {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return body;
  if (!(name in decoders)) return undefined;
  const decoder = decoders[name as keyof typeof decoders]();
  pipeline(body, decoder, () => undefined);
  return decoder;
}

export interface BodyReading {
  call: FailedCall;
  status: number;
  body: Readable;
  maxBytes: number;
  signal: AbortSignal | undefined;
}

/**
 * The chunks of a body. Whoever stops early closes the connection.
 * @throws RetoolUnreachableError, RetoolTimeoutError, RetoolNotUnderstoodError (too large), or the signal's reason
 */
export async function* readChunks({ call, status, body, maxBytes, signal }: BodyReading): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) break;
      yield chunk;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw toNetworkError(call, error);
  } finally {
    body.destroy();
  }
  if (bytes > maxBytes) throw new RetoolNotUnderstoodError(call, 'too-large', status);
}

/** The start of a body as text, for a look at it: errors end it, the rest is not read. */
export async function readStart(body: Readable, maxBytes: number): Promise<{ text: string; whole: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let whole = true;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) break;
    }
  } catch {
    whole = false;
  }
  return { text: Buffer.concat(chunks).toString('utf8', 0, maxBytes), whole: whole && bytes <= maxBytes };
}
