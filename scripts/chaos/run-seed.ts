import { createRandom } from '../../simulator/random.js';
import { attend } from './attend.js';
import type { ChaosSystem } from './chaos-system.js';
import { describeDisruption, planDisruptions } from './disruptions.js';
import { disturb } from './disturb.js';
import { lifeStory } from './life-story.js';
import { offboardingStory } from './offboarding-story.js';
import { plantFaults } from './plant-faults.js';
import { type Story, StoryHungError } from './story.js';

export interface SeedOutcome {
  seed: number;
  kind: Story['kind'];
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

/**
 * A story that takes longer has hung. Each run of it may wait two minutes before it reads back, where what the run before
 * it sent has no known end.
 */
const timeLimitMs = 600_000;

const shareOfLives = 0.4;

/** One story of a person while things go wrong, and whether it ended as it must. */
export async function runSeed(system: ChaosSystem, seed: number): Promise<SeedOutcome> {
  const { simulator } = system;
  const begin = performance.now();
  const random = createRandom(`chaos ${seed}`);
  const isLife = createRandom(`story ${seed}`).chance(shareOfLives);
  const story = (isLife ? lifeStory : offboardingStory)(system, seed, random);
  const faults = plantFaults(simulator, random, story.calls);
  const disruptions = planDisruptions(system, random, story.extent);
  const after = simulator.journal.entries().at(-1)?.number ?? 0;

  await story.begin();
  let hasEnded = false;
  const isOver = () => hasEnded;
  const playing = play(system, story, begin + timeLimitMs).finally(() => (hasEnded = true));
  const [problems, struck, operatorRetries] = await Promise.all([
    playing,
    disturb(system, story, disruptions, { after, isOver }),
    attend(system, story, isOver),
  ]);
  const happened = faults.played();
  for (const { kind } of struck) happened[kind] = (happened[kind] ?? 0) + 1;
  simulator.faults.clear();
  problems.push(...(await story.check(simulator.journal.entries({ after }))));
  return {
    seed,
    kind: story.kind,
    problems,
    told: [...story.told, ...faults.told, ...disruptions.map(describeDisruption)],
    happened,
    operatorRetries,
    durationMs: performance.now() - begin,
  };
}

/** One that hangs must not disturb the next seed. */
async function play({ client }: ChaosSystem, story: Story, until: number): Promise<string[]> {
  try {
    return await story.play(until);
  } catch (error) {
    if (!(error instanceof StoryHungError)) throw error;
    for (const { workflowId, closedAt } of await story.runs()) {
      if (closedAt === null)
        await client.workflow
          .getHandle(workflowId)
          .terminate('it hung')
          .catch(() => undefined);
    }
    return [`it did not come to its end in time${error.message && `: ${error.message}`}`];
  }
}
