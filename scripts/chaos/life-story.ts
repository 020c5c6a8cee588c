import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedAccount } from '../../simulator/index.js';
import type { Random } from '../../simulator/random.js';
import { featuresOf, parseRetoolVersion } from '../../domain/retool-version.js';
import { groupOfEverybody } from './chaos-policy.js';
import type { ChaosSystem } from './chaos-system.js';
import { checkLife } from './check-life.js';
import { createHrSender, type HrSender } from './hr-sender.js';
import { type Batch, describeLife, planLife, type WantedLife } from './life-plan.js';
import { isDealtWith, listRunsOfWorker } from './person-runs.js';
import { callsOfLife } from './plant-faults.js';
import { type Story, StoryHungError } from './story.js';

/** HR has somebody come, move on and leave; messages come twice and in the wrong order. */
export function lifeStory(system: ChaosSystem, seed: number, random: Random): Story {
  const { db, simulator } = system;
  const worker = { externalId: `C-${seed}`, workEmail: `worker-${seed}@chaos.example` };
  const kept = new Map(simulator.accounts.map((account) => [account, bringAlong(account, worker.workEmail, random)]));
  const batches = planLife(random);
  const wanted = batches.at(-1)?.after as WantedLife;
  let sender: HrSender | undefined;
  const hr = () => {
    if (!sender) throw new Error('The story has not begun.');
    return sender;
  };
  const ofWorker = () => ({ connectionId: hr().connectionId, externalId: worker.externalId });
  return {
    kind: 'life',
    told: describeLife(batches),
    calls: callsOfLife,
    extent: { calls: 200, messages: batches.reduce((sum, { messages }) => sum + messages.length, 0) },
    async begin() {
      sender = await createHrSender(system, worker);
    },
    async play(until) {
      const problems: string[] = [];
      for (const [index, batch] of batches.entries()) {
        problems.push(...(await sendAll(hr(), batch, until)));
        await awaitDealtWith(`batch ${index + 1}`, until);
        problems.push(...checkAccess(batch.after).map((text) => `after batch ${index + 1}: ${text}`));
      }
      return problems;
    },
    runs: () => listRunsOfWorker(db, ofWorker()),
    messageBegun: (number) => hr().begun[number - 1],
    check: (journal) =>
      checkLife(system, { worker: ofWorker(), email: worker.workEmail, messageIds: hr().ids, wanted, journal }),
  };

  async function awaitDealtWith(what: string, until: number): Promise<void> {
    // A server may be away.
    while (!(await isDealtWith(db, ofWorker()).catch(() => false))) {
      if (performance.now() > until) throw new StoryHungError(what);
      await pause(50);
    }
  }

  /** Retool itself: the groups of the rules, and what was given by hand to somebody who was there before. */
  function checkAccess({ department, hasLeft, mustHave, mayHave }: WantedLife): string[] {
    if (department === null || hasLeft) return [];
    return simulator.accounts.flatMap((account) => {
      const { active, groups } = account.describeUser(worker.workEmail);
      const always = [groupOfEverybody, ...(kept.get(account) ?? [])];
      const missing = [...always, ...mustHave].filter((group) => !groups.includes(group));
      const tooMany = groups.filter((group) => ![...always, ...mayHave].includes(group));
      return [
        ...(active ? [] : [`${account.name}: the user is not enabled`]),
        ...(missing.length === 0 ? [] : [`${account.name}: not in ${missing.join(', ')}`]),
        ...(tooMany.length === 0 ? [] : [`${account.name}: still, or already, in ${tooMany.join(', ')}`]),
      ];
    });
  }
}

async function sendAll(sender: HrSender, { messages }: Batch, until: number): Promise<string[]> {
  const sending = messages.flatMap(({ fact, times, afterMs, isToldAnew }) =>
    Array.from({ length: times }, async (_, copy) => {
      // The same message may be under way twice at once.
      await pause(afterMs + copy * 150);
      return await sender.send(fact, { isToldAnew, until });
    }),
  );
  return (await Promise.all(sending)).flat();
}

/**
 * What there was in an account before anybody was hired: mostly nobody.
 *
 * @returns groups that were given by hand, and stay until the person leaves
 */
function bringAlong({ change, profile }: SimulatedAccount, email: string, random: Random): string[] {
  const { removesDisabledMembers } = featuresOf(parseRetoolVersion(profile));
  const groups = [random.pick(['editor', 'Sales Viewers'])];
  if (random.chance(0.15)) {
    // Of the groups that rules give, a mover loses those of the old place.
    change.createUser({ email, groups: ['editor'] });
    return ['editor'];
  }
  // Before 3.244 an operator has to decide on somebody who comes back.
  if (random.chance(0.15) && removesDisabledMembers) change.createUser({ email, groups, active: false });
  return [];
}
