import type { LostWorkflow } from '../domain/lost-workflow.js';
import type { Db } from '../store/database.js';
import { noteWorkflowEnd } from '../store/lost-runs.js';
import { findRunByWorkflowId } from '../store/runs.js';
import { translateFailures } from './failures.js';
import { heartbeating } from './heartbeating.js';
import type { LostRunActivities } from './lost-run-steps.js';

export interface LostRunActivitiesDeps {
  db: Db;
  listLostWorkflows(): Promise<LostWorkflow[]>;
}

export function createLostRunActivities({ db, listLostWorkflows }: LostRunActivitiesDeps): LostRunActivities {
  return translateFailures<LostRunActivities>({
    noteLostRuns: () =>
      heartbeating(async ({ signal }) => {
        const lost: string[] = [];
        for (const { workflowId, end } of await listLostWorkflows()) {
          signal.throwIfAborted();
          const run = await findRunByWorkflowId(db, workflowId);
          if (!run || run.closedAt !== null) continue;
          await noteWorkflowEnd(db, run.id, end);
          lost.push(workflowId);
        }
        return { lost };
      }),
  });
}
