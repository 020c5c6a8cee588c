import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../simulator/random.js';
import { getRun, type Run } from '../../store/runs.js';
import { requestOffboarding } from '../bench/request-offboarding.js';
import type { ChaosSystem } from './chaos-system.js';
import { checkOutcome } from './check-outcome.js';
import { hireLeaver } from './hire-leaver.js';
import { callsOfOffboarding } from './plant-faults.js';
import { type Story, StoryHungError } from './story.js';

/** An operator has somebody offboarded in all accounts. */
export function offboardingStory(system: ChaosSystem, seed: number, random: Random): Story {
  const { db, client, simulator } = system;
  const email = `leaver-${seed}@chaos.example`;
  for (const account of simulator.accounts) hireLeaver(account, email, random);
  let asked: Run | undefined;
  const run = () => {
    if (!asked) throw new Error('The story has not begun.');
    return asked;
  };
  return {
    kind: 'offboarding',
    told: [],
    calls: callsOfOffboarding,
    extent: { calls: 80, messages: 0 },
    async begin() {
      asked = await requestOffboarding(system, email, simulator.accounts);
    },
    async play(until) {
      const { id, workflowId } = run();
      // The last of it is recorded after the run is marked as closed.
      while (!(await isClosed(id))) {
        if (performance.now() > until) throw new StoryHungError();
        await pause(100);
      }
      await client.workflow.getHandle(workflowId).result();
      return [];
    },
    runs: async () => [await getRun(db, run().id)],
    messageBegun: () => undefined,
    check: (journal) => checkOutcome(db, { runId: run().id, email, accounts: simulator.accounts, journal }),
  };

  async function isClosed(runId: string): Promise<boolean> {
    return await getRun(db, runId).then(
      ({ closedAt }) => closedAt !== null,
      // PostgreSQL has just come back.
      () => false,
    );
  }
}
