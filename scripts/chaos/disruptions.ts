import { setTimeout as pause } from 'node:timers/promises';
import { tellAccountChanged } from '../../client/person-runs.js';
import type { Random } from '../../simulator/random.js';
import type { Ending } from './chaos-servers.js';
import type { ChaosSystem } from './chaos-system.js';

/** What happens around a run while it goes on. */
export type DisruptionKind =
  'worker killed' | 'token revoked' | 'PostgreSQL restarted' | 'Temporal restarted' | 'server killed';

/** Once so many calls were made, or so long after so many messages of HR were begun to be sent. */
type Moment = { calls: number } | { messages: number; afterMs: number };

export interface Disruption {
  kind: DisruptionKind;
  when: Moment;
  how: Ending;
  /** Account whose token dies, and for how long. */
  account: string;
  forMs: number;
}

/** How much there is to disturb, about. */
export interface Extent {
  calls: number;
  /** Messages of HR; 0 where nothing comes through the door. */
  messages: number;
}

const chances: Partial<Record<DisruptionKind, number>> = {
  'worker killed': 0.35,
  'token revoked': 0.3,
  'PostgreSQL restarted': 0.25,
  'Temporal restarted': 0.25,
};

/** Where HR sends, its door is disturbed too, and everything may be so a second time. */
const chancesWithDoor: Partial<Record<DisruptionKind, number>> = { ...chances, 'server killed': 0.4 };

/** Chooses what shall happen. */
export function planDisruptions({ simulator }: ChaosSystem, random: Random, extent: Extent): Disruption[] {
  const hasDoor = extent.messages > 0;
  const likely = Object.entries(hasDoor ? chancesWithDoor : chances) as [DisruptionKind, number][];
  return [...likely, ...(hasDoor ? likely : [])]
    .filter(([, chance]) => random.chance(chance))
    .map(([kind]) => ({
      kind,
      when: pickMoment(random, extent),
      how: random.pick(['SIGKILL', 'SIGINT'] as const),
      account: random.pick(simulator.accounts).name,
      forMs: 200 + random.below(800),
    }));
}

function pickMoment(random: Random, { calls, messages }: Extent): Moment {
  return messages > 0 && random.chance(0.5)
    ? { messages: 1 + random.below(messages), afterMs: random.below(400) }
    : { calls: random.below(calls) };
}

export function describeDisruption({ kind, when, how, account }: Disruption): string {
  const after =
    'calls' in when ? `after ${when.calls} calls` : `${when.afterMs} ms after message ${when.messages} of HR`;
  if (kind === 'worker killed' || kind === 'server killed') return `${kind} with -9 ${after}`;
  if (kind === 'token revoked') return `token of ${account} revoked for a moment ${after}`;
  return `${kind} by ${how} ${after}`;
}

/** Lets it happen, and settles when it is over: what was taken away is back. */
export async function strike(
  { client, simulator, ...system }: ChaosSystem,
  { kind, how, account: name, forMs }: Disruption,
  { accountIds, openRuns }: { accountIds: ReadonlyMap<string, string>; openRuns(): Promise<{ workflowId: string }[]> },
): Promise<void> {
  switch (kind) {
    case 'worker killed':
      return await system.restartWorker();
    case 'server killed':
      return await system.restartServer();
    case 'PostgreSQL restarted':
      return await system.restartPostgres(how);
    case 'Temporal restarted':
      return await system.restartTemporal(how);
    case 'token revoked': {
      const account = simulator.account(name);
      account.revokeToken(account.tokens.full);
      await pause(forMs);
      account.restoreToken(account.tokens.full);
      // Whoever mends a token tells the runs; here they also find out by themselves.
      const workflowIds = await openRuns().then((runs) => runs.map(({ workflowId }) => workflowId));
      await tellAccountChanged(client, workflowIds, accountIds.get(name) ?? '').catch(() => undefined);
    }
  }
}
