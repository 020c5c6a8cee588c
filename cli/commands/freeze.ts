import type { Command } from 'commander';
import type { CliContext } from '../context.js';

/** `steward freeze` and `unfreeze`: stop every write, and let writes go on. */
export function registerFreeze(program: Command, context: CliContext): void {
  program
    .command('freeze [account]')
    .description('stop every write to an account, or to all; reading goes on')
    .option('--all', 'all accounts, also those that are connected later')
    .requiredOption('--reason <text>', 'why, for those who wait')
    .addHelpText('after', '\nExample:\n  $ steward freeze --all --reason "the identity provider moves"')
    .action(async (account: string | undefined, options) =>
      (await import('../operators/freeze-writes.js')).freezeWrites(context, account, options),
    );
  program
    .command('unfreeze [account]')
    .description('let writes go on')
    .option('--all', 'end the freeze of all accounts; one of a single account stays')
    .action(async (account: string | undefined, options) =>
      (await import('../operators/freeze-writes.js')).unfreezeWrites(context, account, options),
    );
}
