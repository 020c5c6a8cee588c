import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AccountSpec } from '../../simulator/index.js';
import type { SimulatedCall, SimulatorRequest, StartedSimulator } from './simulator-process.js';

/** The simulator in a process of its own, so that its work does not count as ours. One request at a time. */
export async function startSimulatorProcess(account: AccountSpec) {
  const child = fork(fileURLToPath(new URL('./simulator-process.js', import.meta.url)), { stdio: 'inherit' });
  async function ask<T>(request: SimulatorRequest): Promise<T> {
    child.send(request);
    const [{ value, error }] = (await once(child, 'message')) as [{ value?: T; error?: string }];
    if (error !== undefined) throw new Error(error);
    return value as T;
  }
  const started = await ask<StartedSimulator>({ ask: 'start', account });
  return {
    ...started,
    setLatency: (per100RowsMs: number) => ask({ ask: 'latency', latency: { perCallMs: 0, per100RowsMs } }),
    setRateLimit: (limit: Extract<SimulatorRequest, { ask: 'rate-limit' }>['limit']) =>
      ask({ ask: 'rate-limit', limit }),
    change: (share: number, seed: string) => ask({ ask: 'change', share, seed }),
    totals: () => ask<{ spent: number; admitted: number; refused: number }>({ ask: 'totals' }),
    callsSince: (since: number) => ask<SimulatedCall[]>({ ask: 'calls-since', since }),
    async close(): Promise<void> {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

export type SimulatorProcess = Awaited<ReturnType<typeof startSimulatorProcess>>;
