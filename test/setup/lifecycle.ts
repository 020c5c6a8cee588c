import { randomBytes } from 'node:crypto';
import type { Insertable, Selectable } from 'kysely';
import { leaverState } from '../../domain/plan/wanted-state.js';
import type { Account } from '../../store/accounts.js';
import type { Database, Db } from '../../store/database.js';
import { openRunAccounts, patchRunAccount } from '../../store/run-accounts.js';

/** A person of one's own with a work email and a name. */
export async function addPerson(
  db: Db,
  { key = `E-${randomBytes(4).toString('hex')}`, email = `${key.toLowerCase()}@acme.example`, name = 'Ada Byrne' } = {},
): Promise<{ id: string; key: string; email: string; name: string }> {
  const { id } = await db.insertInto('people').values({ key }).returning('id').executeTakeFirstOrThrow();
  const identities = [
    { personId: id, kind: 'work-email' as const, value: email },
    { personId: id, kind: 'name' as const, value: name },
  ];
  await db.insertInto('identities').values(identities).execute();
  return { id, key, email, name };
}

/** An offboarding asked for by tess, without a ledger. */
export async function addRun(
  db: Db,
  changes: Partial<Insertable<Database['runs']>> = {},
): Promise<Selectable<Database['runs']>> {
  return await db
    .insertInto('runs')
    .values({
      kind: 'offboard',
      workflowId: `offboard/${randomBytes(6).toString('hex')}/1/1`,
      askedBy: 'tess',
      wanted: JSON.stringify({ everywhere: leaverState }),
      effectiveAt: new Date('2026-12-31T23:00:00Z'),
      ...changes,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** An offboarding that ended well in an account, of somebody with a user there and this work email. */
export async function addEndedRun(
  db: Db,
  account: Account,
  { email, userId, ...changes }: { email: string; userId: string | null } & Partial<Insertable<Database['runs']>>,
): Promise<Selectable<Database['runs']> & { personId: string; personKey: string }> {
  const person = await addPerson(db, { email });
  const run = await addRun(db, {
    personId: person.id,
    episode: 1,
    stage: 'done',
    outcome: 'verified',
    closedAt: new Date(),
    ...changes,
  });
  await openRunAccounts(db, run.id, [account]);
  await patchRunAccount(db, { runId: run.id, accountId: account.id }, { userId });
  await db.updateTable('runAccounts').set({ state: 'verified' }).where('runId', '=', run.id).execute();
  return { ...run, personId: person.id, personKey: person.key };
}
