import type { Db } from '../store/database.js';
import { noteWorkflowEnd } from '../store/lost-runs.js';
import { findRunByWorkflowId } from '../store/runs.js';
import { translateFailures } from './failures.js';
import { heartbeating } from './heartbeating.js';
import type { LostRunActivities } from './lost-run-steps.js';

export interface LostRunActivitiesDeps {
  db: Db;
  /** Ids of workflows that may have left their runs open. */
  listLostWorkflows(): Promise<string[]>;
  /** In words that follow its name; undefined while it goes on. */
  findEnd(workflowId: string): Promise<string | undefined>;
}

export function createLostRunActivities(deps: LostRunActivitiesDeps): LostRunActivities {
  const { db, listLostWorkflows, findEnd } = deps;
  return translateFailures<LostRunActivities>({
    noteLostRuns: () =>
      heartbeating(async ({ signal }) => {
        const lost: string[] = [];
        for (const workflowId of await listLostWorkflows()) {
          signal.throwIfAborted();
          const run = await findRunByWorkflowId(db, workflowId);
          if (!run || run.closedAt !== null) continue;
          const end = await findEnd(workflowId);
          if (end === undefined) continue;
          await noteWorkflowEnd(db, run.id, end);
          lost.push(workflowId);
        }
        return { lost };
      }),
  });
}
