import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { RunWanted } from '../domain/plan/wanted-state.js';
import type { RunAttention, RunKind, RunStage, RunStanding } from '../domain/run.js';
import type { Database, Db } from './database.js';
import { inTransaction } from './in-transaction.js';
import { appendLedger } from './ledger.js';
import type { Person } from './people.js';
import { personLockKey } from './person-lock.js';

/** One run about a person: what was asked, and how far it is. */
export type Run = Selectable<Database['runs']>;

export interface NewRun {
  kind: RunKind;
  person: Person;
  askedBy: string;
  reason: string | null;
  wanted: RunWanted;
  onlyAccounts: string[] | null;
  effectiveAt: Date;
  effectiveDay: string | null;
  timeZone: string | null;
  /** When what it gives ends by itself; left out: never. */
  endsAt?: Date | undefined;
  policyHash: string | null;
  needsApproval: boolean;
  restoresRunId?: string;
  batchId?: string;
  /** Salted hash of what the request named. */
  subject: string | null;
}

/** There is a run of that kind for the person that has not ended. */
export class RunOpenError extends Error {
  override readonly name = 'RunOpenError';
  readonly runId: string;
  readonly workflowId: string;

  constructor({ id, workflowId, stage }: Pick<Run, 'id' | 'workflowId' | 'stage'>) {
    const also = stage === 'waiting' ? ` ${howToMove(workflowId)}` : '';
    super(`${workflowId} is open for this person already. See it: steward run ${workflowId}${also && `.${also}`}`);
    this.runId = id;
    this.workflowId = workflowId;
  }
}

function howToMove(workflowId: string): string {
  return `To have it act now: steward try-now ${workflowId} --reason "…"; at another moment: steward reschedule ${workflowId}`;
}

/**
 * Writes down what was asked for, before its workflow is started. The id of the workflow counts the runs of that kind in
 * the person's employment. Of access on request there may be any number at once: each is named by its own id.
 *
 * @throws RunOpenError
 */
export async function insertRun(
  db: Db,
  { person, subject, wanted, restoresRunId, batchId, ...asked }: NewRun,
): Promise<Run> {
  return await inTransaction(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(${personLockKey(person.id)})`.execute(trx);
    const earlier = await trx
      .selectFrom('runs')
      .selectAll()
      .where('personId', '=', person.id)
      .where('kind', '=', asked.kind)
      .where('episode', '=', person.episode)
      .execute();
    const isOnRequest = asked.kind === 'access';
    const open = earlier.find(({ closedAt }) => closedAt === null);
    if (open && !isOnRequest) throw new RunOpenError(open);
    const id = randomUUID();
    const number = earlier.length + 1;
    const run = await trx
      .insertInto('runs')
      .values({
        ...asked,
        id,
        personId: person.id,
        episode: person.episode,
        number,
        workflowId: isOnRequest
          ? `access/${id}`
          : `${asked.kind}/${batchId === undefined ? person.key : hiddenName(id)}/${person.episode}/${number}`,
        wanted: JSON.stringify(wanted),
        restoresRunId: restoresRunId ?? null,
        batchId: batchId ?? null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await appendAsked(trx, run, { personKey: person.key, subject, wanted });
    return run;
  });
}

/** In place of the key of somebody of whom nobody is to know before the release of their batch. */
function hiddenName(runId: string): string {
  return `leaver-${runId.replaceAll('-', '').slice(0, 12)}`;
}

async function appendAsked(
  db: Db,
  run: Run,
  about: { personKey: string | null; subject: string | null; wanted: RunWanted },
): Promise<void> {
  await appendLedger(db, run.id, [
    {
      kind: 'asked',
      run: run.kind,
      ...about,
      askedBy: run.askedBy,
      reason: run.reason,
      onlyAccounts: run.onlyAccounts,
      effectiveAt: run.effectiveAt.toISOString(),
      effectiveDay: run.effectiveDay,
      timeZone: run.timeZone,
      policyHash: run.policyHash,
      restoresRunId: run.restoresRunId,
    },
  ]);
}

export type NewGroupRun = Omit<NewRun, 'kind' | 'person' | 'subject' | 'restoresRunId' | 'batchId' | 'endsAt'>;

/** Writes down a change of a group that was asked for, before its workflow is started. It is about nobody. */
export async function insertGroupRun(db: Db, { wanted, ...asked }: NewGroupRun): Promise<Run> {
  return await inTransaction(db, async (trx) => {
    const id = randomUUID();
    const run = await trx
      .insertInto('runs')
      .values({ ...asked, id, kind: 'group', workflowId: `group/${id}`, wanted: JSON.stringify(wanted) })
      .returningAll()
      .executeTakeFirstOrThrow();
    await appendAsked(trx, run, { personKey: null, subject: null, wanted });
    return run;
  });
}

/** No run has this id. */
export class RunNotFoundError extends Error {
  override readonly name = 'RunNotFoundError';
}

/** @throws RunNotFoundError */
export async function getRun(db: Db, id: string): Promise<Run> {
  const run = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  if (!run) throw new RunNotFoundError(`No run has the id ${id}.`);
  return run;
}

/**
 * The run, which nobody else changes until the transaction ends.
 *
 * @throws RunNotFoundError
 */
export async function lockRun(trx: Db, id: string): Promise<Run> {
  const run = await trx.selectFrom('runs').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  if (!run) throw new RunNotFoundError(`No run has the id ${id}.`);
  return run;
}

/** @param name the id of its workflow, for example offboard/E-1042/1/1 */
export async function findRunByWorkflowId(db: Db, name: string): Promise<Run | undefined> {
  return await db.selectFrom('runs').selectAll().where('workflowId', '=', name).executeTakeFirst();
}

/** Runs of a person, the newest first. */
export async function listRunsOfPerson(db: Db, personId: string): Promise<Run[]> {
  return await db.selectFrom('runs').selectAll().where('personId', '=', personId).orderBy('askedAt', 'desc').execute();
}

export interface RunFilter {
  open?: boolean;
  /** In this stage, or ended so. */
  standing?: RunStanding;
  attention?: boolean;
  kind?: RunKind;
  limit: number;
}

export type ListedRun = Run & { personKey: string | null; workEmail: string | null };

/** Of the person whom a run is about; null where none is known. */
export const workEmailOfRun = sql<string | null>`(
  select min(value) from identities where person_id = runs.person_id and kind = 'work-email'
)`.as('workEmail');

/** Runs, the newest first. */
export async function listRuns(db: Db, { open, standing, attention, kind, limit }: RunFilter): Promise<ListedRun[]> {
  let query = db
    .selectFrom('runs')
    .leftJoin('people', 'people.id', 'runs.personId')
    .selectAll('runs')
    .select(['people.key as personKey', workEmailOfRun])
    .orderBy('runs.askedAt', 'desc')
    .limit(limit);
  if (open) query = query.where('runs.closedAt', 'is', null);
  if (attention) query = query.where('runs.attention', 'is not', null);
  if (standing) {
    query = query.where(sql<boolean>`(runs.stage = ${standing} or runs.outcome is not distinct from ${standing})`);
  }
  if (kind) query = query.where('runs.kind', '=', kind);
  return await query.execute();
}

export type RunPatch = Partial<
  Pick<Run, 'stage' | 'attention' | 'actedAt' | 'verifiedAt' | 'secondLookAt' | 'closedAt' | 'outcome'>
>;

export async function updateRun(db: Db, id: string, patch: RunPatch): Promise<void> {
  if (Object.keys(patch).length === 0) return;
  await db.updateTable('runs').set(patch).where('id', '=', id).execute();
}

/** Lets a run act at another moment: a change of its facts, as one by HR is. */
export async function moveRun(
  db: Db,
  id: string,
  { effectiveAt, effectiveDay, timeZone }: Pick<Run, 'effectiveAt' | 'effectiveDay' | 'timeZone'>,
): Promise<Run> {
  return await db
    .updateTable('runs')
    .set({ effectiveAt, effectiveDay, timeZone, factsVersion: sql`facts_version + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Notes where a run is, in its row and in the ledger.
 *
 * @returns false when the run has ended: that stays so, whatever a late attempt says
 */
export async function noteStage(
  db: Db,
  runId: string,
  { stage, attention, detail = null }: { stage: RunStage; attention: RunAttention | null; detail?: string | null },
): Promise<boolean> {
  return await inTransaction(db, async (trx) => {
    const before = await lockRun(trx, runId);
    if (before.closedAt !== null) return false;
    await updateRun(trx, runId, { stage, attention });
    if (before.stage !== stage || detail !== null) await appendLedger(trx, runId, [{ kind: 'stage', stage, detail }]);
    return true;
  });
}

/** Open runs that are not through with an account, or with any (null). */
export async function listOpenRunsOfAccount(
  db: Db,
  accountId: string | null,
): Promise<{ workflowId: string; accountId: string }[]> {
  const query = db
    .selectFrom('runs')
    .innerJoin('runAccounts', 'runAccounts.runId', 'runs.id')
    .select(['runs.workflowId', 'runAccounts.accountId'])
    .where('runs.closedAt', 'is', null)
    .where('runAccounts.state', 'in', ['waiting', 'held', 'working']);
  return await (accountId === null ? query : query.where('runAccounts.accountId', '=', accountId)).execute();
}

/** Whether somebody was offboarded, or is suspended, since a run was asked for; what it restores itself does not count. */
export async function wasTakenAwaySince(
  db: Db,
  { personId, askedAt, restoresRunId }: Pick<Run, 'personId' | 'askedAt' | 'restoresRunId'>,
): Promise<boolean> {
  const taken = await db
    .selectFrom('runs')
    .select('id')
    .where('personId', '=', personId)
    .where('actedAt', '>', askedAt)
    .where((or) =>
      or.or([or('kind', '=', 'offboard'), or.and([or('kind', '=', 'suspend'), or('closedAt', 'is', null)])]),
    )
    .where('id', 'is distinct from', restoresRunId)
    .limit(1)
    .executeTakeFirst();
  return taken !== undefined;
}

/** Ids of open runs that have, or will have, something to do in an account; the oldest first. */
export async function listOpenRunsIn(db: Db, account: { id: string; name: string }): Promise<string[]> {
  const rows = await db
    .selectFrom('runs')
    .select('workflowId')
    .where('closedAt', 'is', null)
    .where(({ or, and, exists, not, selectFrom }) => {
      const there = selectFrom('runAccounts').select('runId').whereRef('runAccounts.runId', '=', 'runs.id');
      const isIn = there
        .where('accountId', '=', account.id)
        .where('state', 'not in', ['skipped', 'given-up', 'superseded']);
      const isNamed = sql<boolean>`coalesce(${account.name} = any(runs.only_accounts), true)`;
      // What has not begun yet has no accounts, only what was asked for.
      return or([exists(isIn), and([not(exists(there)), isNamed])]);
    })
    .orderBy('askedAt')
    .execute();
  return rows.map(({ workflowId }) => workflowId);
}

/** Whether somebody was offboarded in an employment, and nothing was restored since. */
export async function hasLeft(db: Db, personId: string, episode: number | null): Promise<boolean> {
  const last = await db
    .selectFrom('runs')
    .select('kind')
    .where('personId', '=', personId)
    .where('episode', 'is not distinct from', episode)
    .where('kind', 'in', ['offboard', 'restore'])
    .where('actedAt', 'is not', null)
    .orderBy('actedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.kind === 'offboard';
}
