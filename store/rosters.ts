import { createHash } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { HrEvent } from '../domain/hr/hr-event.js';
import {
  compareRoster,
  type KnownRow,
  type RosterComparison,
  type RosterQuery,
} from '../domain/roster/compare-roster.js';
import { keyOfRow, type RosterRow } from '../domain/roster/roster-row.js';
import type { ScheduledRoster } from '../domain/schedule-plan.js';
import type { Sealer } from '../domain/sealing.js';
import type { Database, Db } from './database.js';
import { insertHrDelivery } from './hr-events.js';
import { sealContexts } from './sealed-rows.js';

export interface RosterImport {
  connectionId: string;
  rows: readonly RosterRow[];
  query: Omit<RosterQuery, 'absenceEnds'>;
}

/** Events of so many people are one delivery: each is decided on in one transaction. */
const peopleADelivery = 100;

/** Makes a connection a roster, or changes what absence from it means. */
export async function putRoster(
  db: Db,
  connectionId: string,
  { absenceEnds }: { absenceEnds?: boolean | undefined },
): Promise<void> {
  await db
    .insertInto('rosters')
    .values({ connectionId, ...(absenceEnds !== undefined && { absenceEnds }) })
    .onConflict((conflict) => {
      const column = conflict.column('connectionId');
      return absenceEnds === undefined ? column.doNothing() : column.doUpdateSet({ absenceEnds });
    })
    .execute();
}

/** Where a list is fetched from, and how often. The URL is sealed: it may hold a secret. */
export async function setRosterUrl(
  db: Db,
  sealer: Sealer,
  connectionId: string,
  fetched: { url: string; everyMs: number } | null,
): Promise<void> {
  const sealed = fetched && sealer.seal(Buffer.from(fetched.url), sealContexts.rosterUrl(connectionId));
  await db
    .updateTable('rosters')
    .set({
      url: sealed && Buffer.from(sealed.bytes),
      urlKeyId: sealed?.keyId ?? null,
      everyMs: fetched?.everyMs ?? null,
    })
    .where('connectionId', '=', connectionId)
    .execute();
}

/** The address a list is fetched from; undefined when it is not fetched (any more). */
export async function findRosterUrl(db: Db, sealer: Sealer, connectionId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('rosters')
    .select(['url', 'urlKeyId'])
    .where('connectionId', '=', connectionId)
    .executeTakeFirst();
  if (!row?.url || row.urlKeyId === null) return undefined;
  return Buffer.from(
    sealer.open({ keyId: row.urlKeyId, bytes: row.url }, sealContexts.rosterUrl(connectionId)),
  ).toString();
}

/** The rosters whose lists are fetched by schedule. */
export async function listScheduledRosters(db: Db): Promise<ScheduledRoster[]> {
  const rows = await db
    .selectFrom('rosters')
    .innerJoin('hrConnections', 'hrConnections.id', 'rosters.connectionId')
    .select(['rosters.connectionId', 'hrConnections.name', 'rosters.everyMs', 'hrConnections.pausedAt'])
    .where('hrConnections.removedAt', 'is', null)
    .where('rosters.everyMs', 'is not', null)
    .orderBy('hrConnections.name')
    .execute();
  return rows.map(({ connectionId, name, everyMs, pausedAt }) => ({
    ...{ connectionId, connectionName: name, everyMs: everyMs ?? 0 },
    isPaused: pausedAt !== null,
  }));
}

/** Notes why a list was not taken. */
export async function noteRosterProblem(db: Db, connectionId: string, heldReason: string): Promise<void> {
  await db.updateTable('rosters').set({ heldReason }).where('connectionId', '=', connectionId).execute();
}

/** What a list would change. Nothing is written. */
export async function previewRoster(db: Db, { connectionId, rows, query }: RosterImport): Promise<RosterComparison> {
  const roster = await db
    .selectFrom('rosters')
    .select('absenceEnds')
    .where('connectionId', '=', connectionId)
    .executeTakeFirst();
  const known = await readKnownRows(db, connectionId);
  return compareRoster(known, rows, { ...query, absenceEnds: roster?.absenceEnds ?? false });
}

/**
 * Compares a full list with the one before, puts what is new into the inbox, and keeps the list, in one transaction. A
 * list that lost too many is held: nothing of it is taken.
 */
export async function importRoster(
  db: Kysely<Database>,
  sealer: Sealer,
  { connectionId, rows, query }: RosterImport,
): Promise<RosterComparison> {
  return await db.transaction().execute(async (trx) => {
    const { absenceEnds } = await trx
      .selectFrom('rosters')
      .select('absenceEnds')
      .where('connectionId', '=', connectionId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const comparison = compareRoster(await readKnownRows(trx, connectionId), rows, { ...query, absenceEnds });
    if (comparison.kind === 'held') {
      const heldReason = `${comparison.missing} people are missing; ${comparison.allowed} may be`;
      await trx.updateTable('rosters').set({ heldReason }).where('connectionId', '=', connectionId).execute();
      return comparison;
    }
    await putEvents(trx, sealer, connectionId, comparison.events, query);
    await keepRows(trx, connectionId, comparison, new Date(query.observedAt));
    return comparison;
  });
}

async function readKnownRows(db: Db, connectionId: string): Promise<Map<string, KnownRow>> {
  const rows = await db
    .selectFrom('rosterRows')
    .select(['externalId', 'row', 'missingSince'])
    .where('connectionId', '=', connectionId)
    .execute();
  return new Map(
    rows.map(({ externalId, row, missingSince }) => [
      externalId,
      { row, missingSince: missingSince?.toISOString() ?? null },
    ]),
  );
}

async function putEvents(
  trx: Transaction<Database>,
  sealer: Sealer,
  connectionId: string,
  events: HrEvent[][],
  { importId, observedAt }: Pick<RosterQuery, 'importId' | 'observedAt'>,
): Promise<void> {
  // Apart from each other: where too many leave at once, those who start do not wait with them.
  const [taking, giving] = [events.filter(takesAccess), events.filter((one) => !takesAccess(one))];
  for (const [index, people] of [...inParts(giving), ...inParts(taking)].entries()) {
    await insertHrDelivery(trx, sealer, {
      connectionId,
      deliveryKey: createHash('sha256').update(`${importId}/${observedAt}/${index}`).digest('hex'),
      state: 'pending',
      reason: null,
      receivedAt: new Date(observedAt),
      events: people.flat(),
      raw: null,
      secretId: null,
      isReplayProtected: null,
    });
  }
}

function takesAccess(events: HrEvent[]): boolean {
  return events.some(({ type }) => ['terminated', 'hire_cancelled', 'access_suspended'].includes(type));
}

function inParts(events: HrEvent[][]): HrEvent[][][] {
  const parts = Math.ceil(events.length / peopleADelivery);
  return Array.from({ length: parts }, (_, n) => events.slice(n * peopleADelivery, (n + 1) * peopleADelivery));
}

/**
 * What a list said was thrown away: the next one says everything anew, as of people of whom nothing but the id is known.
 * Nothing happens where the connection is no roster.
 */
export async function forgetRosterRows(db: Db, connectionId: string): Promise<void> {
  await sql`
    update roster_rows set row = jsonb_strip_nulls(jsonb_build_object(
      'id', row -> 'id', 'employment_id', row -> 'employment_id'))
    where connection_id = ${connectionId}`.execute(db);
}

/** Whoever is missing, or back, is decided on anew: somebody may have to look, or does not have to any more. */
async function keepRows(
  trx: Transaction<Database>,
  connectionId: string,
  { rows, newlyMissing }: Extract<RosterComparison, { kind: 'changes' }>,
  now: Date,
): Promise<void> {
  const kept = JSON.stringify(rows.map((row) => ({ key: keyOfRow(row), row })));
  await sql`
    with given as (select * from jsonb_to_recordset(${kept}::jsonb) as given (key text, row jsonb)),
    turned as (
      select row ->> 'id' as id from roster_rows where connection_id = ${connectionId} and (
        external_id = any(${newlyMissing}::text[])
        or (missing_since is not null and external_id in (select key from given)))
    )
    insert into outbox (command, person_id)
    select distinct 'reconsider', known.person_id from person_sources as known
    where known.connection_id = ${connectionId} and known.external_id in (select id from turned)`.execute(trx);
  await sql`
    insert into roster_rows (connection_id, external_id, row)
    select ${connectionId}::uuid, key, row from jsonb_to_recordset(${kept}::jsonb) as given (key text, row jsonb)
    on conflict (connection_id, external_id) do update set row = excluded.row, missing_since = null`.execute(trx);
  await trx
    .updateTable('rosterRows')
    .set({ missingSince: now })
    .where('connectionId', '=', connectionId)
    .where('externalId', '=', sql<string>`any(${newlyMissing}::text[])`)
    .execute();
  await trx
    .updateTable('rosters')
    .set({ importedAt: now, rows: rows.length, heldReason: null })
    .where('connectionId', '=', connectionId)
    .execute();
}
