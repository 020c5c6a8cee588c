import { once } from 'node:events';
import type pg from 'pg';
import { from } from 'pg-copy-streams';
import { type StagedKind, noticingStagingLoss, stagingTableName } from './staging-tables.js';

/** The part of a run's staging into which one reading step writes. */
export interface StagingPart {
  runId: string;
  part: number;
  /** Takes away first what an earlier attempt has left. Default false. */
  emptyFirst?: boolean;
  /**
   * Called after each commit with the rows and the batches that are safe by then: only now may a cursor behind them be
   * remembered.
   */
  onCommitted?: (progress: { rows: number; batches: number }) => void;
}

/** A chunk is written when it is that large, or when that much time has passed since the last one. */
const chunkBytes = 1 << 20;
const chunkMs = 1_000;

export type Batches<Row> = AsyncIterable<readonly Row[]>;

/**
 * Writes rows into the staging of a run, chunk by chunk, while the next ones are being read.
 *
 * @param toColumns the columns of a row behind its part, as text of COPY
 * @returns the rows written, with duplicates
 */
export async function writeStagedRows<Row>(
  pool: pg.Pool,
  kind: StagedKind,
  target: StagingPart,
  batches: Batches<Row>,
  toColumns: (row: Row) => string[],
): Promise<number> {
  const table = stagingTableName(target.runId, kind);
  if (target.emptyFirst)
    await noticingStagingLoss(() => pool.query(`delete from ${table} where part = $1`, [target.part]));
  const done = { rows: 0, batches: 0 };
  // Bytes, not text: strings that live as long as a chunk grows fill the heap, and collecting them costs more than copying.
  let chunk: Buffer[] = [];
  let bytes = 0;
  let copied = Date.now();
  let copying: Promise<void> = Promise.resolve();
  const flush = () => {
    const [full, progress] = [chunk, { ...done }];
    [chunk, bytes] = [[], 0];
    copied = Date.now();
    copying = noticingStagingLoss(() => copy(pool, table, full)).then(() => target.onCommitted?.(progress));
    // It is awaited before the next chunk; until then its failure must not count as unhandled.
    copying.catch(() => {});
  };
  const finish = async () => {
    await copying;
    flush();
    await copying;
  };
  try {
    for await (const batch of batches) {
      const lines = Buffer.from(toLines(target.part, batch, toColumns));
      chunk.push(lines);
      bytes += lines.length;
      done.rows += batch.length;
      done.batches += 1;
      if (bytes < chunkBytes && Date.now() - copied < chunkMs) continue;
      await copying;
      flush();
    }
  } catch (error) {
    // What was read before the source failed has cost points: it is kept, so that a cursor can go on behind it.
    await finish().catch(() => {});
    throw error;
  }
  await finish();
  return done.rows;
}

function toLines<Row>(part: number, batch: readonly Row[], toColumns: (row: Row) => string[]): string {
  let lines = '';
  for (const row of batch) lines += `${part}\t${toColumns(row).join('\t')}\n`;
  return lines;
}

async function copy(pool: pg.Pool, table: string, rows: Buffer[]): Promise<void> {
  if (rows.length === 0) return;
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const stream = client.query(from(`copy ${table} from stdin`));
    for (const lines of rows) stream.write(lines);
    stream.end();
    await once(stream, 'finish');
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}
