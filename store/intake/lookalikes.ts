import { domainToUnicode } from 'node:url';
import { sql } from 'kysely';
import { toLookalikeKey } from '../../domain/hr/lookalike.js';
import type { Db } from '../database.js';

export interface Lookalike {
  personId: string;
  personKey: string;
}

/** Others whose current work address looks like this one and is another. */
export async function listLookalikes(db: Db, personId: string, workEmail: string): Promise<Lookalike[]> {
  const key = keyOf(workEmail);
  const rows = await db
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.personId')
    .select(['people.id', 'people.key', 'identities.value'])
    .where('identities.kind', '=', 'work-email')
    .where((where) => where.or([where('identities.value', '=', key), isUnusualInSql]))
    .where('identities.value', '!=', workEmail)
    .where('identities.personId', '!=', personId)
    .where('people.joinedInto', 'is', null)
    .orderBy('people.key')
    .execute();
  return rows.filter(({ value }) => keyOf(value) === key).map(({ id, key }) => ({ personId: id, personKey: key }));
}

/** Whether an address has letters beside the common ones: of two that look alike, one has. */
export function isUnusual(address: string): boolean {
  return /[^\p{ASCII}]|xn--/u.test(address);
}

const isUnusualInSql = sql<boolean>`(octet_length(identities.value) <> char_length(identities.value)
  or identities.value like '%xn--%')`;

function keyOf(address: string): string {
  const at = address.lastIndexOf('@');
  return toLookalikeKey(`${address.slice(0, at)}@${domainToUnicode(address.slice(at + 1))}`);
}
