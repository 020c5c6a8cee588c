import { setTimeout as pause } from 'node:timers/promises';
import { commandRun } from '../../client/person-runs.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import type { Run } from '../../store/runs.js';
import { retryAccountUpdate, tryNowUpdate } from '../../workflows/messages.js';
import type { ChaosSystem } from './chaos-system.js';
import type { Story } from './story.js';

const lookEveryMs = 100;

/**
 * The operator: tries held accounts again, and asks for the second look, until the story is over.
 *
 * @returns how often an account had to be tried again
 */
export async function attend(system: ChaosSystem, story: Story, isOver: () => boolean): Promise<number> {
  let retries = 0;
  while (!isOver()) {
    for (const run of await story.runs().catch(() => [])) {
      // A server is away, or the run has gone on meanwhile: the next look tells.
      retries += await help(system, run).catch(() => 0);
    }
    await pause(lookEveryMs);
  }
  return retries;
}

async function help({ db, client }: ChaosSystem, { id, workflowId, stage, closedAt }: Run): Promise<number> {
  if (closedAt !== null) return 0;
  if (stage === 'verified') await commandRun(client, workflowId, tryNowUpdate, { reason: 'chaos' });
  const accounts = stage === 'acting' ? await listRunAccounts(db, id) : [];
  const held = accounts.filter(({ state }) => state === 'held');
  for (const { accountName: account } of held) {
    await commandRun(client, workflowId, retryAccountUpdate, { account, reason: 'chaos' });
  }
  return held.length;
}
