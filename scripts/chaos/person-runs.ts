import type { Db } from '../../store/database.js';
import type { Run } from '../../store/runs.js';

/** Somebody, as an HR system names them. */
export interface WorkerOf {
  connectionId: string;
  externalId: string;
}

/** All runs about whom a connection calls so, in the order in which they were asked for. */
export async function listRunsOfWorker(db: Db, { connectionId, externalId }: WorkerOf): Promise<Run[]> {
  return await db
    .selectFrom('runs')
    .innerJoin('personSources', 'personSources.personId', 'runs.personId')
    .selectAll('runs')
    .where('personSources.connectionId', '=', connectionId)
    .where('personSources.externalId', '=', externalId)
    .orderBy('runs.askedAt')
    .execute();
}

/** Whether all that came in is dealt with: decided on, delivered, and done, or waiting for its day. */
export async function isDealtWith(db: Db, worker: WorkerOf): Promise<boolean> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const inbox = trx.selectFrom('hrEvents').select('id').where('connectionId', '=', worker.connectionId);
      const pending = await inbox.where('state', '=', 'pending').execute();
      const commands = await trx.selectFrom('outbox').select('id').limit(1).execute();
      const due = await trx
        .selectFrom('people')
        .select('id')
        .where('reconsiderAt', '<=', new Date())
        .limit(1)
        .execute();
      const runs = await listRunsOfWorker(trx, worker);
      const isSettled = ({ closedAt, stage, effectiveAt, cancelAskedBy }: Run) =>
        closedAt !== null || (stage === 'waiting' && effectiveAt > new Date() && cancelAskedBy === null);
      return pending.length + commands.length + due.length === 0 && runs.every(isSettled);
    });
}
