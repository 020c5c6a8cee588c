import { listUsers, type UserFilter, type UserPosition } from '../../store/users.js';
import type { CliContext } from '../context.js';
import type { FormatOptions } from '../output/format.js';
import { type PagingOptions, readPages } from './paging.js';
import { printPages } from './print-pages.js';
import { userListing } from './user-listing.js';

/** Prints the users of a filter, and gives how many. */
export async function printUsers(
  context: CliContext,
  filter: UserFilter,
  options: FormatOptions & PagingOptions,
): Promise<number> {
  const { db } = await context.database();
  const pages = readPages(options, toPosition, async (page) => {
    const { users: rows, next, asOf } = await listUsers(db, filter, page);
    return { rows, next, asOf };
  });
  return await printPages(context, userListing(context), options, pages, 'user');
}

function toPosition(value: unknown): UserPosition | undefined {
  const isPosition = Array.isArray(value) && value.length === 3 && value.every((part) => typeof part === 'string');
  return isPosition ? (value as UserPosition) : undefined;
}
