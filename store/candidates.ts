import type { AccountId } from '../domain/account.js';
import type { LedgerEntry } from '../domain/ledger.js';
import type { MatchHold } from '../domain/plan/match-user.js';
import type { Db } from './database.js';

/** A user whom a person may be. */
export interface Candidate {
  id: string;
  /** As of the last sync; null when it did not have them. */
  known: {
    email: string;
    firstName: string | null;
    lastName: string | null;
    active: boolean;
    lastActive: Date | null;
  } | null;
}

/** Why the user of a run in an account is not known, and who it may be; undefined when it is, or nobody has looked. */
export async function findMatchHold(
  db: Db,
  { runId, accountId }: { runId: string; accountId: AccountId },
): Promise<{ why: MatchHold; candidates: string[] } | undefined> {
  const row = await db
    .selectFrom('ledger')
    .select('body')
    .where('runId', '=', runId)
    .where('accountId', '=', accountId)
    .where('kind', '=', 'matched')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const entry = row && (JSON.parse(row.body) as Extract<LedgerEntry, { kind: 'matched' }>);
  return entry?.why ? { why: entry.why, candidates: entry.candidates } : undefined;
}

/** The users of these ids, with what the last sync knows of them. */
export async function readCandidates(db: Db, accountId: AccountId, ids: string[]): Promise<Candidate[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('users')
    .select(['id', 'email', 'firstName', 'lastName', 'active', 'lastActive'])
    .where('accountId', '=', accountId)
    .where('id', 'in', ids)
    .execute();
  return ids.map((id) => {
    const { id: _, ...known } = rows.find((row) => row.id === id) ?? { id };
    return { id, known: 'email' in known ? known : null };
  });
}
