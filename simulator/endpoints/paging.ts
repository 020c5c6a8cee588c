import { Refusal, textList, type Answer } from '../answer.js';

export interface PageQuery {
  limit?: string;
  next_token?: string;
}

export interface PageOptions<T> {
  /** By ascending id. */
  items: readonly T[];
  idOf: (item: T) => number;
  render: (item: T) => string;
  totalCount: 'page' | 'all';
}

/** True when the query asks for pages. Refuses a token without a limit. */
export function asksForPage(query: PageQuery): boolean {
  if (query.limit !== undefined) return true;
  if (query.next_token !== undefined) throw new Refusal(400, 'next_token is only valid together with limit');
  return false;
}

/** One page of the items after the one the cursor names. */
export function answerPage<T>(query: PageQuery, { items, idOf, render, totalCount }: PageOptions<T>): Answer {
  const limit = readLimit(query.limit ?? '');
  const start = query.next_token === undefined ? 0 : firstAfter(items, idOf, readCursor(query.next_token));
  const rows = items.slice(start, start + limit);
  const last = rows.at(-1);
  const hasMore = start + limit < items.length;
  return textList(rows.map(render), {
    totalCount: totalCount === 'all' ? items.length : rows.length,
    nextToken: hasMore && last !== undefined ? toCursor(idOf(last)) : null,
  });
}

function readLimit(text: string): number {
  const limit = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (limit >= 1 && limit <= 100) return limit;
  throw new Refusal(400, 'Invalid query parameter: limit must be an integer between 1 and 100');
}

function toCursor(lastId: number): string {
  return Buffer.from(JSON.stringify({ lastId })).toString('base64');
}

function readCursor(token: string): number {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(token, 'base64').toString());
    const lastId = typeof cursor === 'object' && cursor !== null && 'lastId' in cursor ? cursor.lastId : undefined;
    if (typeof lastId === 'number') return lastId;
  } catch {
    // Not base64 of JSON: refused below like any other token that is none.
  }
  throw new Refusal(400, 'Invalid query parameter: next_token');
}

/** Index of the first item with a higher id, found by halving. */
function firstAfter<T>(items: readonly T[], idOf: (item: T) => number, id: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (idOf(items[middle] as T) <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}
