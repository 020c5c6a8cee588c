import { type Account, removeAccount as removeRows } from '../../store/accounts.js';
import { listOpenRunsIn } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { ask } from '../input/ask.js';
import { requireOperator } from '../operators/require-operator.js';
import { formatCount } from '../output/count.js';
import { requireAccount } from './find-account.js';
import { tellSchedules } from './tell-schedules.js';

export interface RemoveOptions {
  yes?: boolean;
  abandonRuns?: boolean;
}

/** Runs that are named; the others are counted. */
const mostNamed = 5;

/** Removes an account with its token, inventory, runs and changes. Retool itself is not touched. */
export async function removeAccount(
  context: CliContext,
  name: string,
  { yes, abandonRuns }: RemoveOptions,
): Promise<void> {
  const { db } = await context.database();
  await requireOperator(context, 'admin');
  const account = await requireAccount(db, name);
  await context.temporal();
  await checkOpenRuns(context, account, abandonRuns === true);
  if (!yes) await confirm(context, name);
  await removeRows(db, account.id);
  await tellSchedules(context);
  await context.terminal.print(`${name}  removed`);
  context.terminal.say('Nothing was changed in Retool. Revoke the token there: Settings, Retool API.');
}

/** @throws UsageError when there are any and nobody said that this is known */
async function checkOpenRuns(context: CliContext, account: Account, isKnown: boolean): Promise<void> {
  const { db } = await context.database();
  const runs = await listOpenRunsIn(db, account);
  if (runs.length === 0) return;
  const more = runs.length > mostNamed ? ` and ${formatCount(runs.length - mostNamed)} more` : '';
  const named = `${runs.slice(0, mostNamed).join(', ')}${more}`;
  const count = runs.length === 1 ? '1 run is' : `${formatCount(runs.length)} runs are`;
  const open = `${count} open in ${account.name}, and can do nothing there once it is removed: ${named}.`;
  if (isKnown) return context.terminal.say(open);
  throw new UsageError(
    `${open} Whoever they are to take access from keeps it there.`,
    'Wait for their end, or cancel them; if it is meant all the same, add --abandon-runs.',
  );
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
