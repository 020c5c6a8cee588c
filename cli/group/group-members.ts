import { type AccessWish, changeAccess } from '../access/change-access.js';
import { requireGroup } from '../access/find-group.js';
import { requireAccount } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import type { PagingOptions } from '../lists/paging.js';
import { printUsers } from '../lists/print-users.js';
import type { FormatOptions } from '../output/format.js';

export interface MembersOptions extends FormatOptions, PagingOptions {
  account: string;
  add?: string[];
  remove?: string[];
  reason?: string;
  dryRun?: boolean;
  wait?: boolean;
}

/** Shows who is in a group as of the last sync, or starts a run for each person who shall join or leave it. Nobody else is touched. */
export async function groupMembers(context: CliContext, group: string, options: MembersOptions): Promise<void> {
  const { account, add = [], remove = [] } = options;
  if (add.length + remove.length === 0) return await printMembers(context, group, options);
  const { reason } = options;
  if (reason === undefined) throw new UsageError('It takes a reason.', 'Say why: --reason "…"');
  const both = add.find((person) => remove.includes(person));
  if (both !== undefined) throw new UsageError(`${both} cannot join and leave at once.`, 'Name each person once.');
  const change = async (person: string, wish: AccessWish) =>
    await changeAccess(context, person, wish, {
      account,
      reason,
      ...(options.dryRun && { dryRun: true }),
      ...(options.wait && { wait: true }),
    });
  for (const person of add) await change(person, { change: 'grant', group });
  for (const person of remove) await change(person, { change: 'revoke', group });
}

async function printMembers(context: CliContext, name: string, options: MembersOptions): Promise<void> {
  const { db } = await context.database();
  const account = await requireAccount(db, options.account);
  const group = await requireGroup(db, account, name);
  await printUsers(context, { accounts: [account.name], groupId: group.id }, options);
}
