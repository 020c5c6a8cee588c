import { locateInPolicy } from '../../config/locate-in-policy.js';
import type { PolicyProblem } from '../../config/policy-error.js';
import { findUnknownNames, type UnknownName } from '../../domain/policy/find-unknown-names.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { AsOf } from '../../store/inventory-scope.js';
import type { CliContext } from '../context.js';
import { explainError } from '../explain-error.js';
import { readKnownAccounts } from './read-known-accounts.js';

/** What the inventory says of the accounts and groups that a policy file names; or why it could not be asked. */
export type NameLookUp = { asOf: AsOf[]; unknown: (Omit<UnknownName, 'path'> & PolicyProblem)[] } | { whyNot: string };

/** Looks up every account and group that a good policy file names. Where there is no database, it says why not. */
export async function lookUpNames(context: CliContext, policy: Policy, path: string): Promise<NameLookUp> {
  try {
    const { db } = await context.database();
    const { accounts, asOf } = await readKnownAccounts(db, undefined);
    return { asOf, unknown: await locateInPolicy(path, findUnknownNames(policy, accounts)) };
  } catch (error) {
    const { line, exitCode } = explainError(error);
    if (exitCode !== 2) throw error;
    return { whyNot: line };
  }
}

/** Whether a policy names anything that could be looked up. */
export function namesAnything({ rules, exclusions, accounts }: Policy): boolean {
  return (
    Object.keys(accounts).length > 0 ||
    exclusions.some(({ account }) => account !== '*') ||
    rules.some((rule) => rule.accounts !== '*' || rule.groups.length > 0)
  );
}
