import type { CliContext } from '../context.js';
import { dryRunAccount, type DryRunQuery, openForDryRun } from './dry-run-account.js';
import type { Account } from '../../store/accounts.js';

/** Prints every call that would be made in each account, what speaks against it, and its cost. Changes nothing. */
export async function printDryRun(
  context: CliContext,
  { accounts, ...query }: DryRunQuery & { accounts: Account[] },
): Promise<void> {
  const { withAccount, close } = await openForDryRun(context);
  try {
    for (const account of accounts) {
      const { title, lines } = await dryRunAccount(context, withAccount, account, query);
      await context.terminal.print(`${account.name} · ${title}`);
      for (const line of lines) await context.terminal.print(line);
    }
  } finally {
    await close();
  }
  context.terminal.say('Nothing was changed.');
}
