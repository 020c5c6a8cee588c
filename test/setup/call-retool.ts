import type { SimulatedAccount } from '../../simulator/index.js';

export interface RetoolCall {
  token?: string | undefined;
  body?: unknown;
  /** Another address than the account's own. */
  base?: string;
}

type Row = Record<string, unknown>;

export interface RetoolAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** Of an error. */
  message: unknown;
  /** Of a single answer. */
  data: Row;
  /** Of a list. */
  rows: Row[];
  nextToken: unknown;
  hasMore: unknown;
  totalCount: unknown;
}

/** Calls a simulated account with its full token, the way any client would. */
export async function callRetool(
  account: SimulatedAccount,
  method: string,
  path: string,
  { token = account.tokens.full, body, base = account.baseUrl }: RetoolCall = {},
): Promise<RetoolAnswer> {
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const parsed = (isJson ? JSON.parse(text) : {}) as Row;
  return {
    status: response.status,
    headers: response.headers,
    text,
    message: parsed.message,
    data: (parsed.data ?? {}) as Row,
    rows: (Array.isArray(parsed.data) ? parsed.data : []) as Row[],
    nextToken: parsed.next_token,
    hasMore: parsed.has_more,
    totalCount: parsed.total_count,
  };
}
