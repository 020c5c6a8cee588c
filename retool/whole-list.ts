import { z } from 'zod';
import type { RetoolCall } from './call.js';
import { parseReceived } from './parse-received.js';
import type { ListEnd, Requests } from './requests.js';
import { RetoolNotUnderstoodError } from './retool-error.js';

/** A whole answer that says there is more is not whole. */
export function assertWhole(call: RetoolCall, { hasMore, nextToken, status }: ListEnd): void {
  if (hasMore ?? nextToken !== null) throw new RetoolNotUnderstoodError(call, 'incomplete', status);
}

/** A list of moderate length that Retool gives in one answer. */
export async function readWholeList<T>(requests: Requests, call: RetoolCall, item: z.ZodType<T>): Promise<T[]> {
  const schema = z.array(item);
  const items: T[] = [];
  const list = requests.list(call);
  for await (const piece of list.pieces)
    if (piece.kind === 'items') items.push(...parseReceived(call, 200, schema, piece.items, 'data'));
  assertWhole(call, list.end());
  return items;
}
