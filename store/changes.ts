import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { ChangeKind } from '../domain/sync.js';
import type { Db } from './database.js';
import { type AsOf, findScope } from './inventory-scope.js';

export interface ChangeFilter {
  /** Names of accounts; all when left out. */
  accounts?: string[] | undefined;
  kinds?: ChangeKind[] | undefined;
  /** Seen at this instant or later. */
  since?: Date | undefined;
  runId?: string | undefined;
}

/** An entry of the change feed: what became different in Retool between two syncs. */
export interface ListedChange {
  id: number;
  accountId: AccountId;
  accountName: string;
  runId: string;
  seenAt: Date;
  kind: ChangeKind;
  userId: string | null;
  groupId: number | null;
  inviteId: number | null;
  /** Email of the user or the invited, or name of the group, as it was then. */
  label: string | null;
  /** Before and after, depending on the kind: see `store/comparison/change-feed.ts`. */
  detail: Record<string, unknown>;
}

export interface ChangePage {
  changes: ListedChange[];
  /** To be given as `before` for the following page; null on the last one. */
  next: number | null;
  asOf: AsOf[];
}

/** One page of changes, the newest first. */
export async function listChanges(
  db: Db,
  filter: ChangeFilter,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<ChangePage> {
  const { accounts, kinds, since, runId } = filter;
  const asOf = await findScope(db, accounts);
  let query = db
    .selectFrom('changes')
    .select(['id', 'accountId', 'syncRunId as runId', 'seenAt', 'kind', 'userId', 'groupId', 'inviteId'])
    .select(['label', 'detail'])
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (accounts)
    query = query.where('accountId', '=', sql<string>`any(${asOf.map((account) => account.accountId)}::uuid[])`);
  if (kinds) query = query.where('kind', '=', sql<ChangeKind>`any(${kinds}::text[])`);
  if (since) query = query.where('seenAt', '>=', since);
  if (runId !== undefined) query = query.where('syncRunId', '=', runId);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query.execute();
  const changes = rows.slice(0, limit);
  const names = new Map(asOf.map(({ accountId, accountName }) => [accountId, accountName]));
  return {
    changes: changes.map((change) => ({ ...change, accountName: names.get(change.accountId) ?? change.accountId })),
    next: rows.length > limit ? (changes.at(-1)?.id ?? null) : null,
    asOf,
  };
}
