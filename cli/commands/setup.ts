import type { Command } from 'commander';
import { ensureReconcileSchedule } from '../../client/schedules.js';
import { ensureSearchAttributes } from '../../client/search-attributes.js';
import { migrate } from '../../store/migrate.js';
import type { CliContext } from '../context.js';

/** `steward setup`: brings a PostgreSQL and a Temporal of one's own to where the worker needs them. */
export function registerSetup(program: Command, context: CliContext): void {
  program
    .command('setup')
    .description('prepare PostgreSQL and Temporal: tables, search attributes, schedules; safe to repeat')
    .addHelpText('after', guide)
    .action(() => setUp(context));
}

const guide = `
For production: set DATABASE_URL, TEMPORAL_ADDRESS and STEWARD_ENCRYPTION_KEYS, then run it once before the
workers of a new version start. "steward up" does the same for the local stack by itself.

Example:
  $ steward setup && steward worker`;

/** Idempotent; says what it did and what was so already. */
export async function setUp(context: CliContext): Promise<void> {
  const { terminal } = context;
  const { pool } = await context.openDatabase();
  const { client, connection, namespace } = await context.connectTemporal();
  const { applied } = await migrate(pool);
  await terminal.print(
    applied.length > 0 ? `tables             migrated: ${applied.join(', ')}` : 'tables             up to date',
  );
  const added = await ensureSearchAttributes(connection, namespace);
  await terminal.print(
    added.length > 0 ? `search attributes  added: ${added.join(', ')}` : 'search attributes  all there',
  );
  await ensureReconcileSchedule(client);
  await terminal.print('schedules          kept by reconcile-schedules, hourly');
  terminal.say('Next: steward worker');
}
