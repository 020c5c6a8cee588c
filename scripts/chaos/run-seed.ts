import { setTimeout as pause } from 'node:timers/promises';
import { commandRun } from '../../client/person-runs.js';
import { createRandom } from '../../simulator/random.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { getRun, type Run } from '../../store/runs.js';
import { retryAccountUpdate, tryNowUpdate } from '../../workflows/messages.js';
import { requestOffboarding } from '../bench/request-offboarding.js';
import type { ChaosSystem } from './chaos-system.js';
import { checkOutcome } from './check-outcome.js';
import { describeDisruption, type Disruption, planDisruptions, strike } from './disruptions.js';
import { hireLeaver } from './hire-leaver.js';
import { plantFaults } from './plant-faults.js';

export interface SeedOutcome {
  seed: number;
  /** What is not as it has to be; nothing when the seed passed. */
  problems: string[];
  /** What was done to it, in words. */
  told: string[];
  /** How often each kind of fault and disruption happened. */
  happened: Record<string, number>;
  /** How often an operator had to try a held account again. */
  operatorRetries: number;
  durationMs: number;
}

/** An offboarding that takes longer has hung. */
const timeLimitMs = 150_000;

const lookEveryMs = 100;

/** One offboarding in all accounts while things go wrong, and whether it ended as it must. */
export async function runSeed(system: ChaosSystem, seed: number): Promise<SeedOutcome> {
  const { db, client, simulator } = system;
  const random = createRandom(`chaos ${seed}`);
  const begin = performance.now();
  const email = `leaver-${seed}@chaos.example`;
  for (const account of simulator.accounts) hireLeaver(account, email, random);
  const faults = plantFaults(simulator, random);
  const disruptions = planDisruptions(system, random);
  const after = simulator.journal.entries().at(-1)?.number ?? 0;

  const run = await requestOffboarding(system, email, simulator.accounts);
  const hasEnded = () =>
    getRun(db, run.id).then(
      ({ closedAt }) => closedAt !== null,
      // PostgreSQL has just come back.
      () => false,
    );
  const attending = attend(system, run, begin + timeLimitMs);
  const struck = await disturb(system, run, disruptions, { after, hasEnded, until: begin + timeLimitMs });
  const attended = await attending;
  const handle = client.workflow.getHandle(run.workflowId);
  // The last of it is recorded after the run is marked as closed. One that hangs must not disturb the next seed.
  await (attended.isClosed ? handle.result() : handle.terminate('it hung'));
  const happened = faults.played();
  for (const { kind } of struck) happened[kind] = (happened[kind] ?? 0) + 1;
  simulator.faults.clear();
  const journal = simulator.journal.entries({ after });
  const problems = attended.isClosed ? [] : ['it did not come to its end in time'];
  problems.push(...(await checkOutcome(db, { runId: run.id, email, accounts: simulator.accounts, journal })));
  return {
    seed,
    problems,
    told: [...faults.told, ...disruptions.map(describeDisruption)],
    happened,
    operatorRetries: attended.retries,
    durationMs: performance.now() - begin,
  };
}

/** Lets each disruption strike when the run has made its calls, and gives those that did. */
async function disturb(
  system: ChaosSystem,
  run: Run,
  disruptions: Disruption[],
  { after, hasEnded, until }: { after: number; hasEnded(): Promise<boolean>; until: number },
): Promise<Disruption[]> {
  const struck: Disruption[] = [];
  const accounts = await system.db.selectFrom('accounts').select(['id', 'name']).execute();
  const accountIds = new Map(accounts.map(({ id, name }) => [name, id]));
  for (const disruption of disruptions) {
    const isDue = () => system.simulator.journal.entries({ after }).length >= disruption.afterCalls;
    while (!isDue()) {
      if (performance.now() > until || (await hasEnded())) return struck;
      for (let look = 0; look < 20 && !isDue(); look++) await pause(5);
    }
    await strike(system, disruption, { workflowId: run.workflowId, accountIds });
    struck.push(disruption);
  }
  return struck;
}

/** The operator: tries held accounts again, asks for the second look, until the run has ended. */
async function attend(
  { db, client }: ChaosSystem,
  run: Run,
  until: number,
): Promise<{ isClosed: boolean; retries: number }> {
  let retries = 0;
  while (performance.now() < until) {
    try {
      const { stage, closedAt } = await getRun(db, run.id);
      if (closedAt !== null) return { isClosed: true, retries };
      if (stage === 'verified') await commandRun(client, run.workflowId, tryNowUpdate, { reason: 'chaos' });
      for (const { accountName, state } of stage === 'acting' ? await listRunAccounts(db, run.id) : []) {
        if (state !== 'held') continue;
        await commandRun(client, run.workflowId, retryAccountUpdate, { account: accountName, reason: 'chaos' });
        retries += 1;
      }
    } catch {
      // A server is away, or the run has gone on meanwhile: the next look tells.
    }
    await pause(lookEveryMs);
  }
  return { isClosed: false, retries };
}
