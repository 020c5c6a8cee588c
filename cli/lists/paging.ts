import { type Command, Option } from 'commander';
import { UsageError } from '../exit.js';
import { wholeNumber } from '../input/number.js';

export interface PagingOptions {
  limit: number;
  all?: boolean;
  after?: string;
}

/** Rows of one read of the database when a whole list is asked for: each page costs PostgreSQL a look at all groups. */
const rowsAtOnce = 10_000;

/** Adds `--limit`, `--all` and `--after`. */
export function withPaging(command: Command): Command {
  return command
    .addOption(
      new Option('--limit <count>', 'at most so many rows')
        .argParser(wholeNumber({ from: 1, to: 100_000 }))
        .default(100)
        .conflicts('all'),
    )
    .option('--all', 'all rows')
    .option('--after <cursor>', 'go on where a page ended, as it said');
}

/** One page of a list: its rows, and where the next one begins. */
export interface Page<Row, Position> {
  rows: Row[];
  next: Position | null;
}

/** Reads one page, or with `--all` one after the other to the end. */
export async function* readPages<Row, Position, Read extends Page<Row, Position>>(
  { limit, all, after }: PagingOptions,
  parsePosition: (value: unknown) => Position | undefined,
  read: (page: { limit: number; after: Position | undefined }) => Promise<Read>,
): AsyncIterable<Read> {
  let position = after === undefined ? undefined : parseCursor(after, parsePosition);
  for (;;) {
    const page = await read({ limit: all ? rowsAtOnce : limit, after: position });
    yield page;
    if (!all || page.next === null) return;
    position = page.next;
  }
}

/** A position as a text that goes through a shell unharmed. */
export function toCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function parseCursor<Position>(text: string, parse: (value: unknown) => Position | undefined): Position {
  const position = parse(readJson(text));
  if (position !== undefined) return position;
  throw new UsageError('--after takes the cursor that a page ended with.', 'Copy it whole, or leave it out to begin.');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
