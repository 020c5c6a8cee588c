import { z } from 'zod';
import { readChunks, readStart } from './answer-body.js';
import type { RetoolCall } from './call.js';
import { createDeadline } from './deadline.js';
import type { RetoolLimits } from './limits.js';
import { ListSplitter, type SplitPiece } from './list-splitter.js';
import { toBrokenOffError } from './network-error.js';
import { parseReceived } from './parse-received.js';
import { RetoolNotUnderstoodError, RetoolTimeoutError } from './retool-error.js';
import type { OpenAnswer, Send } from './send.js';
import { SplitError } from './split-error.js';

/** What stands around a list. */
export interface ListEnd {
  nextToken: string | null;
  /** Undefined when Retool did not say. */
  hasMore: boolean | undefined;
  status: number;
}

/** The ways an endpoint reads its answer. Each sends once. */
export interface Requests {
  /** The `data` of an answer, read with its schema. */
  read<T>(call: RetoolCall, schema: z.ZodType<T>): Promise<T>;
  /** An answer without envelope. */
  readBare<T>(call: RetoolCall, schema: z.ZodType<T>): Promise<T>;
  /** For calls whose answer says nothing that is needed, however large it is. */
  discard(call: RetoolCall): Promise<void>;
  /** The items of a list while they arrive. */
  list(call: RetoolCall, nestedKey?: string): ListReading;
}

/** A list that is being read. Whoever stops early closes its connection. */
export interface ListReading {
  pieces: AsyncGenerator<SplitPiece>;
  /** What stands around the list; known once the pieces have been read to the end. */
  end(): ListEnd;
}

const envelope = z.object({ success: z.literal(true), data: z.unknown() });

const listEnvelope = z.object({
  success: z.literal(true),
  data: z.array(z.unknown()).max(0),
  has_more: z.boolean().nullish(),
  next_token: z.string().nullish(),
  // An early name of next_token.
  next: z.string().nullish(),
});

/** The start of a discarded answer: enough for any small one, so that its connection is kept. */
const discardedBytes = 64 * 1024;

export function createRequests(send: Send, limits: RetoolLimits): Requests {
  async function* split(call: RetoolCall, splitter: ListSplitter, onEnd: (end: ListEnd) => void) {
    const opened = await send(call);
    try {
      for await (const chunk of chunksOf(call, opened, limits.streamBytes)) yield* splitter.push(chunk);
      onEnd(readEnd(call, opened.status, splitter.finish()));
    } catch (error) {
      throw error instanceof SplitError ? fromSplitError(call, opened.status, error) : error;
    }
  }

  function list(call: RetoolCall, nestedKey?: string): ListReading {
    let end: ListEnd | undefined;
    const splitter = new ListSplitter({ itemBytes: limits.itemBytes, ...(nestedKey !== undefined && { nestedKey }) });
    return {
      pieces: split(call, splitter, (reached) => (end = reached)),
      end() {
        if (end === undefined) throw new TypeError('The list has not been read to its end.');
        return end;
      },
    };
  }

  const readWith = <T>(call: RetoolCall, parse: (status: number, received: unknown) => T): Promise<T> =>
    withinTime(call, limits.callMs, async (timed, start) => {
      const opened = await send(timed, start);
      return parse(opened.status, await readJson(timed, opened, limits));
    });

  return {
    list,
    read: (call, schema) =>
      readWith(call, (status, received) => {
        const { data } = parseReceived(call, status, envelope, received, 'answer');
        return parseReceived(call, status, schema, data, 'data');
      }),
    readBare: (call, schema) =>
      readWith(call, (status, received) => parseReceived(call, status, schema, received, 'answer')),
    discard: (call) =>
      withinTime(call, limits.callMs, async (timed, start) => {
        const { status, body } = await send(timed, start);
        if (body === undefined) return;
        const { text } = await readStart(body, discardedBytes);
        if (/^\s*\{\s*"success"\s*:\s*false/.test(text))
          throw new RetoolNotUnderstoodError(call, 'unexpected-shape', status, 'success');
      }),
  };
}

function chunksOf(call: RetoolCall, { status, body }: OpenAnswer, maxBytes: number): AsyncIterable<Buffer> {
  if (body === undefined) throw new RetoolNotUnderstoodError(call, 'not-json', status);
  return readChunks({ call, status, body, maxBytes, signal: call.signal });
}

/** The time runs once the call is sent: waiting for the gate is no trouble of Retool's. */
async function withinTime<T>(
  call: RetoolCall,
  ms: number,
  work: (timed: RetoolCall, start: () => void) => Promise<T>,
): Promise<T> {
  const deadline = createDeadline(call.signal, ms);
  try {
    return await work({ ...call, signal: deadline.signal }, () => deadline.start());
  } catch (error) {
    throw deadline.expired ? new RetoolTimeoutError(call, 'whole call') : error;
  } finally {
    deadline.clear();
  }
}

async function readJson(call: RetoolCall, opened: OpenAnswer, limits: RetoolLimits): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of chunksOf(call, opened, limits.answerBytes)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  try {
    return JSON.parse(bytes.toString().replace(/^\ufeff/, '')) as unknown;
  } catch {
    throw breaksOff(bytes) ? toBrokenOffError(call) : new RetoolNotUnderstoodError(call, 'not-json', opened.status);
  }
}

/** Whether text that is no JSON would be, if it went on. */
function breaksOff(bytes: Buffer): boolean {
  try {
    const splitter = new ListSplitter({ itemBytes: Infinity });
    splitter.push(bytes);
    splitter.finish();
    return false;
  } catch (error) {
    return error instanceof SplitError && error.problem === 'broken-off';
  }
}

function readEnd(call: RetoolCall, status: number, end: { answer: unknown; listSeen: boolean }): ListEnd {
  const { has_more, next_token, next } = parseReceived(call, status, listEnvelope, end.answer, 'answer');
  if (!end.listSeen) throw new RetoolNotUnderstoodError(call, 'unexpected-shape', status, 'data');
  return { nextToken: next_token || next || null, hasMore: has_more ?? undefined, status };
}

function fromSplitError(call: RetoolCall, status: number, { problem }: SplitError): Error {
  if (problem === 'broken-off') return toBrokenOffError(call);
  if (problem === 'item-too-large') return new RetoolNotUnderstoodError(call, 'too-large', status);
  return new RetoolNotUnderstoodError(call, problem === 'not-json' ? 'not-json' : 'unexpected-shape', status);
}
