import type { TestStore } from './store.js';
import { until } from './until.js';

/** Settles when somebody waits for a lock in the database of a test, so that others can go first. */
export async function untilWaitsForLock({ pool }: Pick<TestStore, 'pool'>): Promise<void> {
  await until(async () => {
    const { rows } = await pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  });
}
