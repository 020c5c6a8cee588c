import { ApplicationFailure } from '@temporalio/common';
import type { RetoolClient } from '../retool/client.js';
import { RetoolError } from '../retool/retool-error.js';
import type { OpenDatabase } from '../store/pool.js';
import { countStagedRows } from '../store/staged-rows.js';
import { stageUsers } from '../store/staging.js';
import { countSettledPart } from './count-settled-part.js';
import type { Heartbeat } from './heartbeating.js';
import { createProgress } from './progress.js';
import { readAhead } from './read-ahead.js';
import type { ReadAllUsersInput, ReadUserPagesInput, ReadUserPagesResult } from './sync-steps.js';

/** Retool's largest page. */
const usersPerPage = 100;

/** How far a step is: what is committed, and where to go on. */
export interface PageCursor {
  pages: number;
  rows: number;
  nextToken: string | null;
}

/** Reads pages into a part of the staging, from where an earlier attempt stopped if its rows are still there. */
export async function readUserPages(
  { db, pool }: OpenDatabase,
  client: RetoolClient,
  input: ReadUserPagesInput,
  beat: Heartbeat<PageCursor>,
): Promise<ReadUserPagesResult> {
  const { runId, part, maxPages, usersBefore } = input;
  const staged = await countStagedRows(db, runId, 'users', part);
  const resumed = beat.last !== undefined && staged >= beat.last.rows ? beat.last : undefined;
  const start: PageCursor = resumed ?? { pages: 0, rows: 0, nextToken: input.fromToken };
  const rowsBefore = resumed ? staged : 0;
  const cursors: PageCursor[] = [];
  const progress = createProgress(db, runId);

  async function* batches() {
    if (start.pages >= maxPages || (start.pages > 0 && start.nextToken === null)) return;
    const { nextToken: from } = start;
    const options = { limit: usersPerPage, nextToken: from, maxPages: maxPages - start.pages, signal: beat.signal };
    for await (const { users, nextToken } of client.users.pages(options)) {
      const last = cursors.at(-1) ?? start;
      cursors.push({ pages: last.pages + 1, rows: last.rows + users.length, nextToken });
      yield users;
    }
  }
  const onCommitted = ({ rows, batches }: { rows: number; batches: number }) => {
    const cursor = cursors[batches - 1];
    if (cursor) beat.report(cursor);
    progress.note({ users: usersBefore + start.rows + rows });
  };
  const written = await stageUsers(pool, { runId, part, emptyFirst: !resumed, onCommitted }, batches());
  await progress.settle();
  const users = await countSettledPart(db, input, 'users', rowsBefore + written);
  const { pages, nextToken } = cursors.at(-1) ?? start;
  return { users, pages, nextToken };
}

/** After so many failed attempts to have all users in one answer, pages are to be tried. */
const maxFailedReads = 3;

/** What an attempt to read everything remembers: nothing of its rows, which are emptied by the next. */
export interface WholeReading {
  failedReads: number;
}

/** Reads all users by one call into a part of the staging. */
export async function readAllUsers(
  { db, pool }: OpenDatabase,
  client: RetoolClient,
  { runId, part, pagesPossible }: ReadAllUsersInput,
  beat: Heartbeat<WholeReading>,
): Promise<{ users: number }> {
  const progress = createProgress(db, runId);
  const onCommitted = ({ rows }: { rows: number }) => progress.note({ users: rows });
  try {
    const batches = readAhead(client.users.all(beat.signal));
    const written = await stageUsers(pool, { runId, part, emptyFirst: true, onCommitted }, batches);
    await progress.settle();
    return { users: await countSettledPart(db, { runId, part }, 'users', written) };
  } catch (error) {
    throw pagesPossible ? countFailure(error, beat) : error;
  }
}

/** A rate limit is no failure of the whole answer, and neither is trouble of PostgreSQL. */
function countFailure(error: unknown, beat: Heartbeat<WholeReading>): unknown {
  if (!(error instanceof RetoolError) || !error.isRetryable || error.status === 429) return error;
  const failedReads = (beat.last?.failedReads ?? 0) + 1;
  beat.report({ failedReads });
  return failedReads < maxFailedReads ? error : ApplicationFailure.nonRetryable(error.message, error.name);
}
