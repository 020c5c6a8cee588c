import type { PersonState } from '../../domain/people/person-state.js';
import type { Db } from '../database.js';

type Identity = { kind: 'work-email' | 'former-email' | 'alias' | 'name'; value: string };

/**
 * Keeps a person's names and addresses as HR has them. What an operator gave stays, unless HR calls it a former one.
 *
 * @param options.isRecycled the address belongs to somebody else now, and this person is through with it
 */
export async function keepIdentities(
  db: Db,
  personId: string,
  state: PersonState,
  { before, isRecycled }: { before: PersonState | null; isRecycled: boolean },
): Promise<void> {
  const wanted = identitiesOf(state, isRecycled);
  const isWanted = (one: Identity) => wanted.some(({ kind, value }) => kind === one.kind && value === one.value);
  const gone = [
    ...(before ? [...identitiesOf(before, false), ...identitiesOf(before, true)] : []),
    ...wanted.filter(({ kind }) => kind !== 'work-email').map(({ value }) => ({ kind: 'work-email' as const, value })),
  ].filter((one) => !isWanted(one));
  for (const { kind, value } of gone) {
    await db
      .deleteFrom('identities')
      .where('personId', '=', personId)
      .where('kind', '=', kind)
      .where('value', '=', value)
      .execute();
  }
  if (wanted.length === 0) return;
  await db
    .insertInto('identities')
    .values(wanted.map((one) => ({ personId, ...one })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function identitiesOf({ workEmail, formerEmails, aliases, name }: PersonState, isRecycled: boolean): Identity[] {
  const of = (kind: Identity['kind'], values: (string | null)[]): Identity[] =>
    values.flatMap((value) => (value === null ? [] : [{ kind, value }]));
  return [
    ...of(isRecycled ? 'former-email' : 'work-email', [workEmail]),
    ...of('former-email', formerEmails),
    ...of('alias', aliases),
    ...of('name', [name]),
  ];
}
