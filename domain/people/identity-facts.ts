import type { Claim } from './claim.js';
import type { PersonState } from './person-state.js';

type IdentityFacts = Pick<PersonState, 'workEmail' | 'formerEmails' | 'aliases' | 'name' | 'employeeNumber'>;

/**
 * Who the person is, from claims in the order in which they count. What HR says goes before what an identity provider
 * says; an address that HR had before is a former one, one that only a provider names is an alias.
 */
export function foldIdentity(claims: readonly Claim[]): IdentityFacts {
  const [ofHr, ofProvider] = [foldNames(claims, 'hr'), foldNames(claims, 'idp')];
  const workEmail = ofHr.email === undefined ? (ofProvider.email ?? null) : ofHr.email;
  const former = ofHr.emails.filter((email) => email !== workEmail);
  const other = ofProvider.emails.filter((email) => email !== workEmail && !former.includes(email));
  return {
    workEmail,
    formerEmails: former,
    aliases: other,
    name: ofHr.name ?? ofProvider.name ?? null,
    employeeNumber: ofHr.employeeNumber ?? ofProvider.employeeNumber ?? null,
  };
}

interface Names {
  /** Undefined: nobody said; null: there is none. */
  email: string | null | undefined;
  /** All that were ever named, sorted. */
  emails: string[];
  name: string | undefined;
  employeeNumber: string | undefined;
}

function foldNames(claims: readonly Claim[], sourceKind: Claim['sourceKind']): Names {
  const workers = claims.filter((claim) => claim.sourceKind === sourceKind).map(({ event }) => event.worker);
  const newest = <T>(values: (T | undefined)[]) => values.findLast((value) => value !== undefined);
  const emails = workers.flatMap(({ workEmail, previousWorkEmail }) =>
    [workEmail ?? [], previousWorkEmail ?? []].flat(),
  );
  return {
    email: newest(workers.map(({ workEmail }) => workEmail)),
    emails: [...new Set(emails)].sort(),
    name: newest(workers.map(nameOf)),
    employeeNumber: newest(workers.map(({ employeeNumber }) => employeeNumber)),
  };
}

function nameOf({ displayName, givenName, familyName }: Claim['event']['worker']): string | undefined {
  const parts = [givenName, familyName].filter((part) => part !== undefined);
  return displayName ?? (parts.length > 0 ? parts.join(' ') : undefined);
}
