import { findNearest } from '../../domain/nearest.js';
import { type Account, findAccountByName, listAccounts } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { UsageError } from '../exit.js';

/** The account of that name. @throws UsageError with the name that was probably meant */
export async function requireAccount(db: Db, name: string): Promise<Account> {
  const account = await findAccountByName(db, name);
  if (account) return account;
  const names = (await listAccounts(db)).map((one) => one.name);
  throw unknownAccount(name, names);
}

/** The accounts of these names, in their order; all accounts when none is named. */
export async function requireAccounts(db: Db, names: string[]): Promise<Account[]> {
  const accounts = await listAccounts(db);
  if (names.length === 0) return accounts;
  return [...new Set(names)].map((name) => {
    const account = accounts.find((one) => one.name === name);
    if (!account)
      throw unknownAccount(
        name,
        accounts.map((one) => one.name),
      );
    return account;
  });
}

function unknownAccount(name: string, known: string[]): UsageError {
  if (known.length === 0)
    return new UsageError('No account is connected yet.', 'Connect one: steward account add NAME');
  const near = findNearest(name, known);
  return new UsageError(
    `There is no account "${name}".`,
    near ? `Did you mean ${near}?` : 'See them: steward account list',
  );
}
