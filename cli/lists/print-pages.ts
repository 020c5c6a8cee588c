import type { AsOf } from '../../store/inventory-scope.js';
import type { CliContext } from '../context.js';
import { formatCounted } from '../output/count.js';
import type { FormatOptions } from '../output/format.js';
import { createListWriter, type Listing } from '../output/listing.js';
import { describeAsOf, toAsOfRecord } from './as-of.js';
import { type Page, toCursor } from './paging.js';

export interface PageWithAsOf<Row> extends Page<Row, unknown> {
  asOf: AsOf[];
}

/**
 * Prints pages as they are read, then how many rows there were, as of when they are true, and where to go on.
 *
 * @param noun of one row, for the count
 * @returns the number of rows
 */
export async function printPages<Row>(
  context: CliContext,
  listing: Listing<Row>,
  options: FormatOptions,
  pages: AsyncIterable<PageWithAsOf<Row>>,
  noun: string,
): Promise<number> {
  const { terminal, now, zone } = context;
  const writer = createListWriter(terminal, listing, options);
  let asOf: AsOf[] = [];
  let count = 0;
  let next: unknown = null;
  for await (const page of pages) {
    await writer.rows(page.rows);
    count += page.rows.length;
    ({ asOf, next } = page);
  }
  const cursor = next === null ? null : toCursor(next);
  const shown = `${formatCounted(count, noun)}${cursor === null ? '' : ', more follow'}`;
  await writer.end({
    asOf: toAsOfRecord(asOf),
    next: cursor,
    footer: ['', `${shown} · ${describeAsOf(asOf, now(), zone)}`],
  });
  if (cursor !== null) terminal.say(`More: the same with --after ${cursor}, or with --all.`);
  return count;
}
