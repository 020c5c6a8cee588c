import { setTimeout as pause } from 'node:timers/promises';
import { tellAccountChanged } from '../../client/person-runs.js';
import type { Random } from '../../simulator/random.js';
import type { ChaosSystem } from './chaos-system.js';
import type { Ending } from './chaos-servers.js';

/** What happens around a run while it goes on. */
export type DisruptionKind = 'worker killed' | 'token revoked' | 'PostgreSQL restarted' | 'Temporal restarted';

export interface Disruption {
  kind: DisruptionKind;
  /** It strikes once the run has made so many calls. */
  afterCalls: number;
  how: Ending;
  /** Account whose token dies, and for how long. */
  account: string;
  forMs: number;
}

const chances: Record<DisruptionKind, number> = {
  'worker killed': 0.35,
  'token revoked': 0.3,
  'PostgreSQL restarted': 0.25,
  'Temporal restarted': 0.25,
};

/** Calls of a whole run in all accounts, about. */
const callsOfRun = 80;

/** Chooses what shall happen to a run, in the order in which it happens. */
export function planDisruptions({ simulator }: ChaosSystem, random: Random): Disruption[] {
  const kinds = Object.keys(chances) as DisruptionKind[];
  return kinds
    .filter((kind) => random.chance(chances[kind]))
    .map((kind) => ({
      kind,
      afterCalls: random.below(callsOfRun),
      how: random.pick(['SIGKILL', 'SIGINT'] as const),
      account: random.pick(simulator.accounts).name,
      forMs: 200 + random.below(800),
    }))
    .sort((a, b) => a.afterCalls - b.afterCalls);
}

export function describeDisruption({ kind, afterCalls, how, account }: Disruption): string {
  if (kind === 'worker killed') return `worker killed with -9 after ${afterCalls} calls`;
  if (kind === 'token revoked') return `token of ${account} revoked for a moment after ${afterCalls} calls`;
  return `${kind} by ${how} after ${afterCalls} calls`;
}

/** Lets it happen, and settles when it is over: what was taken away is back. */
export async function strike(
  { client, simulator, ...system }: ChaosSystem,
  { kind, how, account: name, forMs }: Disruption,
  run: { workflowId: string; accountIds: ReadonlyMap<string, string> },
): Promise<void> {
  switch (kind) {
    case 'worker killed':
      return await system.restartWorker();
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
      await tellAccountChanged(client, [run.workflowId], run.accountIds.get(name) ?? '').catch(() => undefined);
    }
  }
}
