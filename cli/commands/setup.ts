import type { Command } from 'commander';
import type { CliContext } from '../context.js';

/** `steward setup`: brings a PostgreSQL and a Temporal of one's own to where the worker needs them. */
export function registerSetup(program: Command, context: CliContext): void {
  program
    .command('setup')
    .description('prepare PostgreSQL and Temporal: tables, search attributes, schedules; safe to repeat')
    .addHelpText('after', guide)
    .action(async () => (await import('../stack/set-up.js')).setUp(context));
}

const guide = `
For production: set DATABASE_URL, TEMPORAL_ADDRESS and STEWARD_ENCRYPTION_KEYS, then run it once before the
workers of a new version start. "steward up" does the same for the local stack by itself.

Example:
  $ steward setup && steward worker`;
