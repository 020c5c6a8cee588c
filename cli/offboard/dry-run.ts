import type { CliContext } from '../context.js';
import { wrap } from '../output/wrap.js';
import { dryRunAccount, type DryRunQuery, openForDryRun } from './dry-run-account.js';
import type { Account } from '../../store/accounts.js';

/**
 * Prints every call that would be made in each account, what speaks against it, and its cost. Changes nothing.
 *
 * @returns whether no user fits in any of them
 */
export async function printDryRun(
  context: CliContext,
  { accounts, ...query }: DryRunQuery & { accounts: Account[] },
): Promise<{ isNobody: boolean }> {
  const { withAccount, close } = await openForDryRun(context);
  let isNobody = true;
  try {
    for (const account of accounts) {
      const shown = await dryRunAccount(context, withAccount, account, query);
      if (!shown.isNobody) isNobody = false;
      await context.terminal.print(`${account.name} · ${shown.title}`);
      for (const line of shown.lines) await context.terminal.print(wrap(line, context.terminal.width));
    }
  } finally {
    await close();
  }
  context.terminal.say('Nothing was changed.');
  return { isNobody };
}
