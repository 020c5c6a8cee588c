import { type RawBuilder, sql } from 'kysely';
import { byUser } from './comparison/by-user.js';
import { judgeGroups } from './comparison/licence-groups.js';
import type { Db } from './database.js';
import { inTransaction } from './in-transaction.js';
import { gatheredTable, noticingStagingLoss, type StagedKind, stagingTable } from './staging-tables.js';

/**
 * Gathers the memberships of a run by user while its users are still being read, which then need not be done in the
 * comparison. Only for groups and memberships that were staged under one part, in ascending order of their groups.
 *
 * @throws StagingLostError when the run was closed in the meantime
 */
export async function gatherMembershipsAhead(db: Db, runId: string, part: number): Promise<void> {
  const staged = (kind: StagedKind): RawBuilder<unknown> =>
    sql`(select * from ${stagingTable(runId, kind)} where part = ${part})`;
  await noticingStagingLoss(() =>
    inTransaction(db, async (trx) => {
      // A scan that starts where another one is would mix up the order.
      await sql`select set_config('synchronize_seqscans', 'off', true), set_config('enable_sort', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true), set_config('work_mem', '64MB', true),
        set_config('jit', 'off', true)`.execute(trx);
      await sql`delete from ${gatheredTable(runId)}`.execute(trx);
      const groups = await judgeGroups(trx, staged('groups'));
      await sql`insert into ${gatheredTable(runId)}
        select * from ${byUser(staged('memberships'), groups)} as gathered`.execute(trx);
    }),
  );
}
