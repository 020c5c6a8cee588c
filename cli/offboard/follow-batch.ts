import { setTimeout as pause } from 'node:timers/promises';
import { type Batch, listBatchLeavers } from '../../store/batches.js';
import type { CliContext } from '../context.js';
import { createLiveLines } from '../output/live-lines.js';
import { summariseBatch } from '../runs/summarise-batch.js';

/** Each look reads all runs of the batch. */
const pollMs = 1000;

/** Shows how a batch goes on, until nothing goes on by itself any more; then sums it up. */
export async function followBatch(context: CliContext, { id }: Batch): Promise<void> {
  const { terminal } = context;
  const { db } = await context.database();
  const live = createLiveLines(terminal);
  for (;;) {
    const { sentence, open, accounts, isMoving, isGood } = summariseBatch(await listBatchLeavers(db, id));
    if (!isMoving) {
      live.clear();
      for (const line of [...open, sentence]) await terminal.print(line);
      if (!isGood) context.exitCode = 1;
      return;
    }
    live.show([sentence, ...accounts]);
    await pause(pollMs);
  }
}
