import { sql } from 'kysely';
import { toInstant } from './copy-text.js';
import type { Db, NoteKind } from './database.js';
import { inTransaction } from './in-transaction.js';
import { StagingLostError } from './staging-tables.js';

/** An access token of Retool, without its secret. */
export interface StagedToken {
  id: string;
  label: string;
  last4: string;
  ownerLegacyId: number | null;
  scopes: string[];
  /** ISO 8601. */
  createdAt: string | null;
}

export interface StagedWorkflow {
  id: string;
  name: string;
  createdByLegacyId: number | null;
  crontab: string | null;
  timezone: string | null;
  isEnabled: boolean | null;
}

/** What came of a reading: the notes, or a sentence why they cannot be had. */
export type NotesReading<Note> = { notes: Note[] } | { unreadReason: string };

/**
 * Keeps what a run read of access tokens, in place of what an earlier attempt kept.
 *
 * @throws StagingLostError when the run was closed in the meantime
 */
export async function stageTokens(db: Db, runId: string, reading: NotesReading<StagedToken>): Promise<void> {
  await stage(db, runId, 'tokens', reading, (token) => ({
    id: token.id,
    label: token.label,
    last4: token.last4,
    owner_legacy_id: toInteger(token.ownerLegacyId),
    scopes: token.scopes,
    created_at: toInstant(token.createdAt),
  }));
}

/** As `stageTokens`. */
export async function stageWorkflows(db: Db, runId: string, reading: NotesReading<StagedWorkflow>): Promise<void> {
  await stage(db, runId, 'workflows', reading, (workflow) => ({
    id: workflow.id,
    name: workflow.name,
    created_by_legacy_id: toInteger(workflow.createdByLegacyId),
    crontab: workflow.crontab,
    timezone: workflow.timezone,
    is_enabled: workflow.isEnabled,
  }));
}

async function stage<Note>(
  db: Db,
  runId: string,
  kind: NoteKind,
  reading: NotesReading<Note>,
  toRow: (note: Note) => Record<string, unknown>,
): Promise<void> {
  const isRead = 'notes' in reading;
  const staged = {
    notes: isRead ? JSON.stringify(reading.notes.map(toRow), storable) : null,
    unreadReason: isRead ? null : reading.unreadReason,
    readAt: sql<Date>`clock_timestamp()`,
  };
  await inTransaction(db, async (trx) => {
    // Held until the end, so that the run is not compared or closed in between.
    const run = trx.selectFrom('syncRuns').select('id').where('id', '=', runId).where('state', '=', 'reading');
    if (!(await run.forShare().executeTakeFirst())) {
      throw new StagingLostError('The run was closed while it was reading: what it staged is gone.');
    }
    await trx
      .insertInto('stagedNotes')
      .values({ syncRunId: runId, kind, ...staged })
      .onConflict((conflict) => conflict.columns(['syncRunId', 'kind']).doUpdateSet(staged))
      .execute();
  });
}

function toInteger(value: number | null): number | null {
  return Number.isSafeInteger(value) ? value : null;
}

/** PostgreSQL's jsonb holds no NUL and no broken surrogates: they become the replacement character. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? Buffer.from(value.replaceAll('\0', '\ufffd')).toString() : value;
}
