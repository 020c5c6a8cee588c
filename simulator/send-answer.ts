import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { LatencySpec } from './account-spec.js';
import type { Answer, Piece } from './answer.js';
import type { Clock } from './clock.js';
import type { Fault } from './faults.js';

export type Truncation = Extract<Fault, { kind: 'truncate' }>;

export interface SendOptions {
  latency: LatencySpec;
  truncation: Truncation | undefined;
  clock: Clock;
}

export interface Sent {
  rows: number;
  bytes: number;
}

/**
 * Writes an answer piece by piece, no faster than the reader reads and than the latency per 100 rows permits. A reader
 * that goes away ends it without an error.
 */
export async function sendAnswer(response: ServerResponse, answer: Answer, options: SendOptions): Promise<Sent> {
  const { latency, truncation, clock } = options;
  const started = clock.now();
  const sent: Sent = { rows: 0, bytes: 0 };
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  response.writeHead(answer.status, headersOf(answer, truncation));

  for (const { text, rows } of truncation ? cutPieces(answer.pieces, truncation) : answer.pieces) {
    if (rows > 0 && latency.per100RowsMs > 0) {
      const dueAt = started + ((sent.rows + rows) / 100) * latency.per100RowsMs;
      await clock.wait(Math.ceil(dueAt - clock.now()));
    }
    if (!response.write(text)) await once(response, 'drain', { signal: closed.signal }).catch(() => undefined);
    if (closed.signal.aborted) return sent;
    sent.rows += rows;
    sent.bytes += Buffer.byteLength(text);
  }
  end(response, truncation);
  return sent;
}

function end(response: ServerResponse, truncation: Truncation | undefined): void {
  if (!truncation || truncation.inGoodOrder) {
    response.end();
  } else {
    response.flushHeaders();
    response.socket?.destroySoon();
  }
}

/** Answers above this size are chunked, smaller ones carry a Content-Length, as Retool does it. */
const lengthLimit = 1024;

function headersOf(answer: Answer, truncation: Truncation | undefined): Record<string, string | number> {
  const { pieces, contentType, headers } = answer;
  if (!contentType) return { ...headers };
  const length = Array.isArray(pieces) ? bytesOf(pieces) : lengthLimit;
  const isShort = length < lengthLimit && truncation?.inGoodOrder !== true;
  return { ...headers, 'content-type': contentType, ...(isShort && { 'content-length': length }) };
}

function bytesOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
}

/** The beginning of the answer, up to the byte where it is cut. */
function* cutPieces(pieces: Iterable<Piece>, truncation: Truncation): Generator<Piece> {
  let room = truncation.afterBytes;
  for (const { text, rows } of pieces) {
    const bytes = Buffer.from(text);
    room ??= Math.floor(bytes.length / 2);
    if (room < bytes.length) {
      if (room > 0) yield { text: bytes.subarray(0, room), rows: 0 };
      return;
    }
    room -= bytes.length;
    yield { text: bytes, rows };
  }
}
