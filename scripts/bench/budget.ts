import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { defaultRateLimit, type RateLimit, usablePoints } from '../../domain/rate.js';
import { connectAccount } from './bench-account.js';
import { startBenchStack } from './bench-stack.js';
import type { BudgetTask } from './budget-process.js';
import { atLeast, atMost, type createReport, say } from './report.js';
import { startSimulatorProcess } from './simulator.js';

/** Two processes read the same account, always with work waiting: how much of what is permitted do they use? */
export async function benchBudget(
  { windowMs, windows }: { windowMs: number; windows: number },
  report: ReturnType<typeof createReport>,
): Promise<void> {
  const limit: RateLimit = { ...defaultRateLimit, windowMs };
  const rateLimit = { kind: 'points', points: limit.points, windowMs } as const;
  const simulator = await startSimulatorProcess({ name: 'bench', users: 1_000, rateLimit });
  const stack = await startBenchStack();
  try {
    const account = await connectAccount(stack, simulator, limit);
    const { baseUrl, token } = simulator;
    const task: BudgetTask = { databaseUrl: stack.databaseUrl, accountId: account.id, baseUrl, token, limit };
    say(`two processes, ${windows} windows of ${windowMs} ms`);
    const workers = [startReader(task), startReader(task)];
    await sleep(windowMs * (windows + 1));
    const codes = await Promise.all(workers.map(({ stop }) => stop()));
    if (codes.some((code) => code !== 0)) throw new Error('A process of the benchmark failed.');
    const calls = (await simulator.callsSince(0)).sort((a, b) => a.at - b.at);
    const begin = calls[0]?.at ?? 0;
    const spent = calls
      .filter(({ at }) => at < begin + windowMs * windows)
      .reduce((sum, { points }) => sum + points, 0);
    const permitted = usablePoints(limit, 'bulk') * windows;
    const refused = calls.filter(({ status }) => status === 429).length;
    report.add({
      bench: 'budget',
      scenario: `two processes, ${limit.points} points in ${windowMs} ms`,
      figures: { windows, permitted_points: permitted, spent_points: spent, share_used: spent / permitted, refused },
      goals: [
        atLeast('share of the permitted points used', spent / permitted, 0.95),
        atMost('answers 429', refused, 0),
      ],
    });
  } finally {
    await stack.close();
    await simulator.close();
  }
}

function startReader(task: BudgetTask) {
  const child = fork(fileURLToPath(new URL('./budget-process.js', import.meta.url)), { stdio: 'inherit' });
  child.send(task);
  return {
    async stop(): Promise<number | null> {
      if (child.exitCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.send('stop');
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}
