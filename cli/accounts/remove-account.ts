import { removeAccount as removeRows } from '../../store/accounts.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { ask } from '../input/ask.js';
import { requireAccount } from './find-account.js';
import { tellSchedules } from './tell-schedules.js';

/** Removes an account with its token, inventory, runs and changes. Retool itself is not touched. */
export async function removeAccount(context: CliContext, name: string, { yes }: { yes?: boolean }): Promise<void> {
  const { db } = await context.database();
  const account = await requireAccount(db, name);
  await context.temporal();
  if (!yes) await confirm(context, name);
  await removeRows(db, account.id);
  await tellSchedules(context);
  await context.terminal.print(`${name}  removed`);
  context.terminal.say('Nothing was changed in Retool. Revoke the token there: Settings, Retool API.');
}

async function confirm({ terminal }: CliContext, name: string): Promise<void> {
  if (!terminal.canAsk) {
    throw new UsageError(
      `Removing ${name} drops its token, inventory and change feed.`,
      'If that is meant, add --yes.',
    );
  }
  terminal.say(`This drops the token, inventory, runs and change feed of ${name}. Retool itself is not touched.`);
  const answer = await ask(terminal, `Type the name of the account to go on: `);
  if (answer.trim() !== name) throw new FailedError('That was another name. Nothing was changed.');
}
