import { setTimeout as pause } from 'node:timers/promises';
import type { ChaosSystem } from './chaos-system.js';
import { type Disruption, strike } from './disruptions.js';
import type { Story } from './story.js';

/** Lets each disruption strike at its moment while a story is told, and gives those that did. */
export async function disturb(
  system: ChaosSystem,
  story: Story,
  disruptions: Disruption[],
  { after, isOver }: { after: number; isOver(): boolean },
): Promise<Disruption[]> {
  const struck: Disruption[] = [];
  const accounts = await system.db.selectFrom('accounts').select(['id', 'name']).execute();
  const accountIds = new Map(accounts.map(({ id, name }) => [name, id]));
  const openRuns = () => story.runs().then((runs) => runs.filter(({ closedAt }) => closedAt === null));
  const isDue = ({ when }: Disruption) =>
    'calls' in when
      ? system.simulator.journal.entries({ after }).length >= when.calls
      : (story.messageBegun(when.messages) ?? Infinity) + when.afterMs <= performance.now();
  const waiting = new Set(disruptions);
  while (waiting.size > 0 && !isOver()) {
    const due = [...waiting].find(isDue);
    if (due) {
      waiting.delete(due);
      await strike(system, due, { accountIds, openRuns: () => openRuns().catch(() => []) });
      struck.push(due);
    } else {
      await pause(5);
    }
  }
  return struck;
}
