import type { Client } from '@temporalio/client';
import { taskQueues } from '../../domain/task-queues.js';
import { listAccounts } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';

/** So that it is known of somebody new that there is no user of theirs. */
export async function syncEverywhere({ db, client }: { db: Db; client: Client }): Promise<void> {
  const accounts = await listAccounts(db);
  await Promise.all(
    accounts.map(({ id: accountId, name: accountName }) =>
      client.workflow.execute('syncAccount', {
        taskQueue: taskQueues.workflows,
        workflowId: `sync/${accountName}/before-chaos`,
        args: [{ accountId, accountName }],
      }),
    ),
  );
}
