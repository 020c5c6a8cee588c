import { z } from 'zod';
import type { RetoolCall } from './call.js';
import { parseReceived } from './parse-received.js';
import type { Requests } from './requests.js';
import { RetoolNotUnderstoodError } from './retool-error.js';
import { nextTokenOf } from './user-pages.js';

/** Retool's largest page; a token is valid only together with a limit. */
const itemsPerPage = 100;

/**
 * A list that old versions give whole and new ones in pages. The first call asks for no pages, because what it gets
 * without is all an old version knows; what follows goes by Retool's own tokens. Each item once, by its id.
 */
export async function readPagedList<T extends { id: string | number }>(
  requests: Requests,
  call: RetoolCall,
  item: z.ZodType<T>,
): Promise<T[]> {
  const schema = z.array(item);
  const items = new Map<T['id'], T>();
  const tokens = new Set<string>();
  for (let nextToken: string | null = null; ;) {
    const page: RetoolCall = nextToken === null ? call : pageOf(call, nextToken);
    const before = items.size;
    const { pieces, end } = requests.list(page);
    for await (const piece of pieces)
      if (piece.kind === 'items')
        for (const received of parseReceived(page, 200, schema, piece.items, 'data')) items.set(received.id, received);
    nextToken = nextTokenOf(page, end());
    if (nextToken === null) return [...items.values()];
    if (tokens.has(nextToken)) throw new RetoolNotUnderstoodError(page, 'paging', 200, 'next_token came again');
    if (items.size === before) throw new RetoolNotUnderstoodError(page, 'paging', 200, 'a page without anything new');
    tokens.add(nextToken);
  }
}

function pageOf(call: RetoolCall, nextToken: string): RetoolCall {
  return { ...call, query: { ...call.query, limit: itemsPerPage, next_token: nextToken } };
}
