import { RetoolTimeoutError, RetoolUnreachableError, type FailedCall, type TimedPart } from './retool-error.js';

const timeouts: Record<string, TimedPart> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  ETIMEDOUT: 'connect',
  UND_ERR_HEADERS_TIMEOUT: 'headers',
  UND_ERR_BODY_TIMEOUT: 'body',
};

const texts: Record<string, string> = {
  ENOTFOUND: 'did not reach Retool: the host name is not known',
  EAI_AGAIN: 'did not reach Retool: the name service does not answer',
  ECONNREFUSED: 'did not reach Retool: nothing listens at that address',
  EHOSTUNREACH: 'did not reach Retool: there is no way to that address',
  ENETUNREACH: 'did not reach Retool: there is no way to that address',
  EPROTO: 'did not reach Retool: what answers does not speak TLS',
  ECONNRESET: 'got no whole answer: the connection was cut',
  EPIPE: 'got no whole answer: the connection was cut',
  UND_ERR_SOCKET: 'got no whole answer: the connection was cut',
  ERR_STREAM_PREMATURE_CLOSE: 'got no whole answer: the connection was cut',
  BROKEN_OFF: 'got no whole answer: it broke off',
};

function textOf(code: string): string {
  const known = texts[code];
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return 'did not reach Retool: what answers does not speak HTTP';
  if (/CERT|SSL|TLS|SIGNATURE/.test(code)) return 'did not reach Retool: its certificate is not trusted';
  if (code.startsWith('Z_')) return texts['BROKEN_OFF'] ?? '';
  return 'did not reach Retool';
}

/** Turns what the network layer threw into our own error. Only its code is taken over: the rest may quote the call. */
export function toNetworkError(call: FailedCall, error: unknown): RetoolUnreachableError | RetoolTimeoutError {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  const unnamed = name === 'HTTPParserError' ? 'HPE_INVALID' : 'UNKNOWN';
  const text = typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : unnamed;
  const part = timeouts[text];
  return part === undefined ? new RetoolUnreachableError(call, text, textOf(text)) : new RetoolTimeoutError(call, part);
}

/** The answer ended before it was whole. */
export function toBrokenOffError(call: FailedCall): RetoolUnreachableError {
  return new RetoolUnreachableError(call, 'BROKEN_OFF', textOf('BROKEN_OFF'));
}
