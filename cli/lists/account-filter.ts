import { requireAccounts } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';

/** Refuses names that no account has; gives the filter for the store. */
export async function toAccountFilter(context: CliContext, names: string[] | undefined): Promise<string[] | undefined> {
  if (!names) return undefined;
  const { db } = await context.database();
  await requireAccounts(db, names);
  return names;
}
