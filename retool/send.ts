import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { CallGate, CallOutcome, GatedCall } from '../domain/call-gate.js';
import { type CallCosts, pointsOf } from '../domain/rate.js';
import { decodeBody, readStart } from './answer-body.js';
import { pathOf, type RetoolCall } from './call.js';
import { toNetworkError } from './network-error.js';
import { RetoolNotUnderstoodError } from './retool-error.js';
import { parseRetryAfter } from './retry-after.js';
import { toStatusError } from './status-error.js';

export interface SenderOptions {
  /** Ending in `/api/v2`, as `normalizeHost` gives it. */
  baseUrl: string;
  /** Undefined for what lies outside the API and needs none. */
  token?: string;
  dispatcher: Dispatcher;
  gate?: CallGate | undefined;
  /** What the gate is told that calls cost. */
  costs?: CallCosts | undefined;
}

/** A success whose body is still to be read; no body for 204. */
export interface OpenAnswer {
  status: number;
  body: Readable | undefined;
}

/**
 * Sends one call, once. The only place where a request leaves and where the token is used.
 * @param onAdmitted is called when the gate has let the call pass, just before it is sent
 */
export type Send = (call: RetoolCall, onAdmitted?: () => void) => Promise<OpenAnswer>;

/** Most of a refusal or of a foreign page that is looked at. */
const excerptBytes = 32 * 1024;

/**
 * The choke point: price and gate, one attempt, the status judged. Redirects are not followed, so the token reaches
 * the origin of `baseUrl` and no other.
 */
export function createSend({ baseUrl, token, dispatcher, gate, costs }: SenderOptions): Send {
  const { origin, pathname } = new URL(baseUrl);
  const compressed = origin.startsWith('https:');

  function headersFor(call: RetoolCall): Record<string, string> {
    return {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      accept: 'application/json',
      'user-agent': 'retool-steward',
      // On this machine compression only costs; over a network large lists shrink to a tenth.
      ...(compressed && { 'accept-encoding': 'gzip' }),
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
    };
  }

  return async (call, onAdmitted) => {
    const options: Dispatcher.RequestOptions = {
      origin,
      path: pathname + pathOf(call),
      method: call.method,
      headers: headersFor(call),
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal: call.signal ?? null,
    };
    const points = pointsOf(call.template, costs);
    const gated: GatedCall = { method: call.method, template: call.template, points };
    call.signal?.throwIfAborted();
    await gate?.before(gated, call.signal);
    onAdmitted?.();
    const answer = await attempt(dispatcher, call, options, (outcome) => gate?.after(gated, outcome));
    return judge(call, answer);
  };
}

async function attempt(
  dispatcher: Dispatcher,
  call: RetoolCall,
  options: Dispatcher.RequestOptions,
  settle: (outcome: CallOutcome) => Promise<void> | undefined,
): Promise<Dispatcher.ResponseData> {
  let answer: Dispatcher.ResponseData | undefined;
  try {
    answer = await dispatcher.request(options);
  } catch (error) {
    await settle({});
    call.signal?.throwIfAborted();
    throw toNetworkError(call, error);
  }
  // A body that is given up ends with an error event nobody waits for.
  answer.body.on('error', () => undefined);
  try {
    await settle({ status: answer.statusCode, ...retryAfterOf(answer) });
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
  return answer;
}

function retryAfterOf({ headers }: Dispatcher.ResponseData): { retryAfterMs?: number } {
  const retryAfterMs = parseRetryAfter(headerOf(headers['retry-after']), Date.now());
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function kindOf(contentType: string | undefined): 'json' | 'html' | 'other' {
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (/^application\/([\w.-]+\+)?json$/.test(mediaType)) return 'json';
  return mediaType === 'text/html' || mediaType === 'application/xhtml+xml' ? 'html' : 'other';
}

async function judge(call: RetoolCall, answer: Dispatcher.ResponseData): Promise<OpenAnswer> {
  const status = answer.statusCode;
  const kind = kindOf(headerOf(answer.headers['content-type']));
  const succeeded = status >= 200 && status < 300;
  if (status === 204) {
    await answer.body.dump();
    return { status, body: undefined };
  }
  const body = decodeBody(answer.body, headerOf(answer.headers['content-encoding']));
  if (body === undefined) answer.body.destroy();
  if (succeeded && kind === 'json' && body !== undefined) return { status, body };
  const excerpt = body === undefined ? '' : (await readStart(body, excerptBytes)).text;
  call.signal?.throwIfAborted();
  if (succeeded) throw new RetoolNotUnderstoodError(call, reasonOf(kind, excerpt), status);
  const message = kind === 'json' ? messageIn(excerpt) : undefined;
  throw toStatusError(call, { status, message, kind, retryAfterMs: retryAfterOf(answer).retryAfterMs });
}

const signInWords = /type=["']?password|sign[ -]?in|log[ -]?in|single sign|\bsso\b|saml/i;

function reasonOf(kind: 'json' | 'html' | 'other', page: string): 'html' | 'sign-in-page' | 'not-json' {
  if (kind !== 'html' && !/^\s*<(!doctype|html)/i.test(page)) return 'not-json';
  return signInWords.test(page) ? 'sign-in-page' : 'html';
}

function messageIn(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
