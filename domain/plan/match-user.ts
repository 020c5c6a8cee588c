/** What is known of a person's identity in one account, and what the account answered. */
export interface MatchFacts {
  /** The user an operator or an earlier run linked; null when none. */
  linkedUserId: string | null;
  /** Users whose address equals a current work email of the person, trimmed and without case. */
  byWorkEmail: CandidateUser[];
  /** Users whose address equals a former email or an alias: never enough. */
  byOtherEmail: CandidateUser[];
  /** The current work email is also that of another person. */
  emailIsShared: boolean;
  /** The one user with the work address is linked to another person: an address that was given to somebody new. */
  isLinkedToAnother: boolean;
  /** Whether the linked user was found in Retool. */
  linkedUserExists: boolean;
  /** A complete sync of the account is recent enough to say that there is nobody. */
  inventoryIsRecent: boolean;
}

export interface CandidateUser {
  id: string;
  active: boolean;
}

export type Match =
  | { kind: 'user'; userId: string; by: MatchedBy }
  /** There is no user: a result, no error. */
  | { kind: 'none'; /** A link names a user who is no longer there. */ wasLinked: boolean }
  | { kind: 'hold'; why: MatchHold; candidates: string[] };

/** `restored-run`: the run that is restored took access from that user. */
export type MatchedBy = 'link' | 'work-email' | 'restored-run';

export type MatchHold =
  | 'several-users'
  | 'only-former-email'
  | 'email-of-several-people'
  | 'user-of-another-person'
  | 'inventory-too-old'
  | 'restored-user-gone'
  | 'restored-user-of-another';

/** Why it is held, in words. */
export const matchHoldWords: Record<MatchHold, string> = {
  'several-users': 'several users have this address',
  'only-former-email': 'only a former address or an alias fits',
  'email-of-several-people': 'the address belongs to several people',
  'user-of-another-person': 'the user with this address is linked to another person',
  'inventory-too-old': 'no user has this address, and the last complete sync is too old to be sure that there is none',
  'restored-user-gone': 'the user from whom access was taken is no longer there',
  'restored-user-of-another': 'the user from whom access was taken is linked to another person now',
};

/** What an operator can do about it. */
export function matchHoldRemedy(
  why: MatchHold,
  { workflowId, account }: { workflowId: string; account: string },
): string {
  switch (why) {
    case 'inventory-too-old':
      return `steward sync ${account}, then: steward retry ${workflowId} --account ${account}`;
    case 'restored-user-gone':
    case 'restored-user-of-another':
      return `Leave it out, and give what they need with steward access: steward skip ${workflowId} --account ${account}`;
    default:
      return `Say which user it is: steward link ${workflowId} --account ${account} --user USER_ID`;
  }
}

/**
 * Finds the user of a person: a stored link, or a current work email that no other person has. Everything else holds until
 * an operator links.
 */
export function matchUser(facts: MatchFacts): Match {
  const { linkedUserId, byWorkEmail, byOtherEmail } = facts;
  if (linkedUserId !== null && facts.linkedUserExists) return { kind: 'user', userId: linkedUserId, by: 'link' };
  const hold = (why: MatchHold, users: CandidateUser[]): Match => ({
    kind: 'hold',
    why,
    candidates: users.map(({ id }) => id),
  });
  if (facts.emailIsShared && byWorkEmail.length > 0) return hold('email-of-several-people', byWorkEmail);
  if (byWorkEmail.length > 1) return hold('several-users', byWorkEmail);
  const [only] = byWorkEmail;
  if (only && facts.isLinkedToAnother) return hold('user-of-another-person', byWorkEmail);
  if (only) return { kind: 'user', userId: only.id, by: 'work-email' };
  if (byOtherEmail.length > 0) return hold('only-former-email', byOtherEmail);
  return facts.inventoryIsRecent ? { kind: 'none', wasLinked: linkedUserId !== null } : hold('inventory-too-old', []);
}
