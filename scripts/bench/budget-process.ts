import type { RateLimit } from '../../domain/rate.js';
import { createRetoolClient } from '../../retool/client.js';
import { createBudgetGate } from '../../store/budget-gate.js';
import { openDatabase } from '../../store/pool.js';

export interface BudgetTask {
  databaseUrl: string;
  accountId: string;
  baseUrl: string;
  token: string;
  limit: RateLimit;
}

/** Reads pages of users as fast as the shared budget lets it, until it is told to stop. */
async function work({ databaseUrl, accountId, baseUrl, token, limit }: BudgetTask, stop: AbortSignal): Promise<void> {
  const { db, close } = openDatabase({ url: databaseUrl, applicationName: 'bench', maxConnections: 4 });
  const gate = createBudgetGate(db, { accountId, limit, lane: 'bulk', maxWaitMs: limit.windowMs * 10 });
  const client = createRetoolClient({ baseUrl, token, gate });
  try {
    while (!stop.aborted) await client.users.page({ limit: 100, signal: stop });
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    await gate.close();
    await client.close();
    await close();
  }
}

const stop = new AbortController();
process.once('message', (task: BudgetTask) => {
  process.once('message', () => stop.abort());
  work(task, stop.signal).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => stop.abort());
