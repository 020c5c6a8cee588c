import type { Command } from 'commander';
import type { CliContext } from '../context.js';

/** `steward up`: everything on this machine, until it is stopped. */
export function registerUp(program: Command, context: CliContext): void {
  program
    .command('up')
    .description(
      'start everything on this machine: PostgreSQL, Temporal with its Web UI, worker, codec server, HR door',
    )
    .option('--simulate', 'also simulate and connect two Retool accounts, to look around without one')
    .addHelpText('after', guide)
    .action(async (options) => (await import('../stack/run-up.js')).runUp(context, options));
}

const guide = `
Data, keys and logs stay in the state folder (STEWARD_STATE_DIR, .steward by default): the next "up" goes on
with them. With DATABASE_URL or TEMPORAL_ADDRESS set, those servers are used and none is started for them.
Ctrl-C stops everything in order.`;
