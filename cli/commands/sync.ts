import { Argument, type Command } from 'commander';
import type { CliContext } from '../context.js';
import { withFormats } from '../output/format.js';

/** `steward sync`: asks for a sync now, and settles a held one. */
export function registerSync(program: Command, context: CliContext): void {
  const sync = program
    .command('sync [accounts...]')
    .description('sync accounts now: those named, or all that are active')
    .option('--wait', 'follow it to its end; exit 1 when it is held or failed')
    .option('--timeout <duration>', 'with --wait: stop following after this time, for example 10m');
  withFormats(sync)
    .addHelpText('after', guide)
    .action(async (accounts: string[], options) =>
      (await import('../sync/sync-accounts.js')).syncAccounts(context, accounts, options),
    );

  sync
    .command('review <account>')
    .addArgument(new Argument('<decision>', 'apply what was read, or drop it').choices(['accept', 'reject']))
    .description('settle a sync that was held because too much would vanish')
    .action(async (account: string, decision: 'accept' | 'reject') =>
      (await import('../sync/review-run.js')).reviewRun(context, account, decision),
    );
}

const guide = `
A sync that would remove more than max(3, 2 %) of the users, groups or memberships is held: nothing changes
until somebody decides, or until a later complete sync shows something else.

Examples:
  $ steward sync
  $ steward sync acme-cloud acme-onprem --wait
  $ steward sync review acme-cloud accept`;
