import { ensureReconcileSchedule, triggerReconcile } from '../../client/schedules.js';
import { ensureSearchAttributes } from '../../client/search-attributes.js';
import { migrate } from '../../store/migrate.js';
import type { CliContext } from '../context.js';

/** Tables, search attributes and the schedule that keeps the others. Safe to repeat; says what it did. */
export async function setUp(context: CliContext): Promise<void> {
  const { terminal } = context;
  const { pool } = await context.openDatabase();
  const { client, connection, namespace } = await context.connectTemporal();
  // What may be refused comes first: then nothing is half done.
  const added = await ensureSearchAttributes(connection, namespace);
  await terminal.print(`search attributes  ${added.length > 0 ? `added: ${added.join(', ')}` : 'all there'}`);
  const { applied } = await migrate(pool);
  await terminal.print(`tables             ${applied.length > 0 ? `migrated: ${applied.join(', ')}` : 'up to date'}`);
  await ensureReconcileSchedule(client);
  await triggerReconcile(client);
  await terminal.print('schedules          compared with the accounts by the next worker, then hourly');
  terminal.say('Next: steward worker');
}
