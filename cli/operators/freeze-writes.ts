import { describeFreeze, findFreeze, freeze, unfreeze } from '../../store/freezes.js';
import type { Db } from '../../store/database.js';
import { requireAccount } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { formatRecent } from '../output/time.js';
import { tellOpenRuns } from '../runs/tell-open-runs.js';
import { requireOperator } from './require-operator.js';

export interface FreezeScope {
  all?: boolean;
}

/** Stops every write to an account, or to all. Syncs and other reading go on. */
export async function freezeWrites(
  context: CliContext,
  accountName: string | undefined,
  { all, reason }: FreezeScope & { reason: string },
): Promise<void> {
  const { terminal, now, zone } = context;
  assertScope(accountName, all);
  if (reason.trim() === '') throw new UsageError('A freeze needs a reason.', 'Say why: --reason "…"');
  const { name: by } = await requireOperator(context, 'operator');
  const { db } = await context.database();
  const accountId = await findScope(db, accountName);
  const lasting = await freeze(db, { accountId, by, reason: reason.trim() });
  const scope = accountName ?? 'all accounts';
  if (lasting.isNew) {
    await terminal.print(`${scope}  writes are stopped`);
    terminal.say(`Reading goes on. To end it: steward unfreeze ${accountName ?? '--all'}`);
    return;
  }
  const since = formatRecent(lasting.freeze.frozenAt, now(), zone);
  await terminal.print(`${scope}  writes are stopped already, since ${since}: ${describeFreeze(lasting.freeze)}`);
}

/** Lets writes to an account, or to all, go on. */
export async function unfreezeWrites(
  context: CliContext,
  accountName: string | undefined,
  { all }: FreezeScope,
): Promise<void> {
  const { terminal } = context;
  assertScope(accountName, all);
  await requireOperator(context, 'operator');
  const { db } = await context.database();
  const accountId = await findScope(db, accountName);
  const scope = accountName ?? 'all accounts';
  const ended = await unfreeze(db, accountId);
  const other = accountId === null ? null : await findFreeze(db, accountId);
  const stillStopped =
    other === null ? undefined : `Writes are still stopped: ${other}. To end it: steward unfreeze --all`;
  if (!ended) throw new FailedError(`There is no freeze of ${scope}.`, stillStopped);
  await tellOpenRuns(context, accountId);
  await terminal.print(`${scope}  ${other === null ? 'writes go on' : 'no freeze of its own any more'}`);
  if (stillStopped !== undefined) terminal.say(stillStopped);
}

function assertScope(accountName: string | undefined, all = false): void {
  if ((accountName === undefined) === all) return;
  throw new UsageError('It takes either an account or --all.', 'Nothing was changed.');
}

async function findScope(db: Db, accountName: string | undefined): Promise<string | null> {
  return accountName === undefined ? null : (await requireAccount(db, accountName)).id;
}
