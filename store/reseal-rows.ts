import { sql } from 'kysely';
import type { Sealed, Sealer } from '../domain/sealing.js';
import type { Db } from './database.js';
import { type SealedKind, type SealedTable, sealedTables } from './sealed-rows.js';

/** The key that seals now, with what opens and seals. */
export interface ResealKeys {
  sealer: Sealer;
  currentId: string;
}

/** What became of the rows of a kind that older keys sealed. */
export interface ResealedKind {
  kind: SealedKind;
  resealed: number;
  /** Left as they were, by the key that nobody has. */
  missing: Map<string, number>;
  /** Left as they were: altered, or sealed by another key of the same id. */
  broken: number;
}

/** Columns of a row by their names. */
type Row = Record<string, unknown>;

/** A part of a row that is sealed anew. */
interface Change {
  part: SealedTable['parts'][number];
  before: Sealed;
  after: Sealed;
}

type Outcome = { is: 'resealed' | 'changed' | 'broken' } | { is: 'missing'; keyId: string };

const rowsAtOnce = 100;

/**
 * Seals with the current key what older keys sealed. Each row is a statement of its own that leaves alone what somebody
 * changed meanwhile, so that this can be interrupted and repeated. Whoever reads a row needs the current key from then on.
 */
export async function resealRows(db: Db, keys: ResealKeys): Promise<ResealedKind[]> {
  const kinds: ResealedKind[] = [];
  for (const table of sealedTables) kinds.push(await resealTable(db, keys, table));
  return kinds;
}

async function resealTable(db: Db, keys: ResealKeys, table: SealedTable): Promise<ResealedKind> {
  const counts: ResealedKind = { kind: table.kind, resealed: 0, missing: new Map(), broken: 0 };
  let after: unknown;
  do {
    const rows = await readOlder(db, table, keys.currentId, after);
    for (const row of rows) note(counts, await resealRow(db, keys, table, row));
    after = rows.at(-1)?.[table.id];
  } while (after !== undefined);
  return counts;
}

function note(counts: ResealedKind, outcome: Outcome): void {
  switch (outcome.is) {
    case 'resealed':
      counts.resealed += 1;
      break;
    case 'broken':
      counts.broken += 1;
      break;
    case 'missing':
      counts.missing.set(outcome.keyId, (counts.missing.get(outcome.keyId) ?? 0) + 1);
      break;
    case 'changed':
  }
}

/** The next rows of which a part was sealed by another key than the current one. */
async function readOlder(db: Db, table: SealedTable, currentId: string, after: unknown): Promise<Row[]> {
  const { id, names, parts } = table;
  const columns = new Set([id, ...names, ...parts.flatMap(({ keyId, bytes }) => [keyId, bytes])]);
  const isOlder = parts.map(
    ({ keyId, bytes }) => sql`(${sql.ref(bytes)} is not null and ${sql.ref(keyId)} <> ${currentId})`,
  );
  const isNext = after === undefined ? sql`true` : sql`${sql.ref(id)} > ${after}`;
  const { rows } = await sql<Row>`
    select ${sql.join([...columns].map((column) => sql.ref(column)))} from ${sql.table(table.table)}
    where (${sql.join(isOlder, sql` or `)}) and ${isNext}
    order by ${sql.ref(id)} limit ${rowsAtOnce}`.execute(db);
  return rows;
}

async function resealRow(db: Db, { sealer, currentId }: ResealKeys, table: SealedTable, row: Row): Promise<Outcome> {
  let outcome: Outcome = { is: 'resealed' };
  const changes: Change[] = [];
  for (const part of table.parts) {
    const [keyId, bytes] = [row[part.keyId], row[part.bytes]] as [string | null, Buffer | null];
    if (keyId === null || bytes === null || keyId === currentId) continue;
    const before = { keyId, bytes };
    const after = sealAnew(sealer, before, part.contextOf(row as Record<string, string>));
    if ('is' in after) outcome = after;
    else changes.push({ part, before, after });
  }
  if (changes.length === 0) return outcome;
  const isWritten = await write(db, table, row, changes);
  return isWritten || outcome.is !== 'resealed' ? outcome : { is: 'changed' };
}

/** @returns false when the row is not what was read any more */
async function write(db: Db, { table, id }: SealedTable, row: Row, changes: Change[]): Promise<boolean> {
  const set = changes.flatMap(({ part, after }) => [
    sql`${sql.ref(part.keyId)} = ${after.keyId}`,
    sql`${sql.ref(part.bytes)} = ${Buffer.from(after.bytes)}`,
  ]);
  const isAsRead = changes.flatMap(({ part, before }) => [
    sql`${sql.ref(part.keyId)} = ${before.keyId}`,
    sql`${sql.ref(part.bytes)} = ${before.bytes}`,
  ]);
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set ${sql.join(set)}
    where ${sql.ref(id)} = ${row[id]} and ${sql.join(isAsRead, sql` and `)}`.execute(db);
  return numAffectedRows === 1n;
}

function sealAnew(sealer: Sealer, sealed: Sealed, context: string): Sealed | Outcome {
  try {
    return sealer.seal(sealer.open(sealed, context), context);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'UnknownKeyError') return { is: 'missing', keyId: sealed.keyId };
    if (error.name === 'SealBrokenError') return { is: 'broken' };
    throw error;
  }
}
