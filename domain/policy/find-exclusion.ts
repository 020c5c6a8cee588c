import type { Exclusion, Policy } from './policy.js';

/** Whom to look for. */
export interface ExclusionQuery {
  /** Every address known of the person: of the user in the account, and of the person elsewhere. */
  emails: string[];
  accountName: string;
  now: Date;
}

/**
 * The exclusion that protects somebody in an account, while it holds; of several, the one that holds longest. Addresses
 * are compared trimmed and without regard to case.
 */
export function findExclusion(policy: Policy, { emails, accountName, now }: ExclusionQuery): Exclusion | undefined {
  const wanted = new Set(emails.map((email) => email.trim().toLowerCase()));
  return policy.exclusions
    .filter(({ email, account }) => wanted.has(email) && (account === '*' || account === accountName))
    .filter((exclusion) => isInForce(exclusion, now))
    .reduce<Exclusion | undefined>((longest, one) => (longest && !endsAfter(one, longest) ? longest : one), undefined);
}

/** Whether an exclusion holds at this moment: until the end of its last day. */
export function isInForce({ expiresAt }: Exclusion, now: Date): boolean {
  return now.getTime() < Date.parse(expiresAt);
}

function endsAfter(one: Exclusion, other: Exclusion): boolean {
  return Date.parse(one.expiresAt) > Date.parse(other.expiresAt);
}
