import type { AccountPolicy, Policy } from './policy.js';

/** For accounts that the file does not name. */
export const defaultAccountPolicy: AccountPolicy = { readOnly: false, writesPaused: false, namedSeats: false };

/** What the policy says of an account. */
export function accountPolicy({ accounts }: Policy, name: string): AccountPolicy {
  // "constructor" is a good name for an account, and every object has one.
  return (Object.hasOwn(accounts, name) ? accounts[name] : undefined) ?? defaultAccountPolicy;
}
