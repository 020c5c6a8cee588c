import { randomUUID } from 'node:crypto';
import type { RateLimit } from '../../domain/rate.js';
import { defaultRateLimit } from '../../domain/rate.js';
import type { SyncResult } from '../../domain/sync.js';
import { taskQueues } from '../../domain/task-queues.js';
import type { Account } from '../../store/accounts.js';
import { awaitWorker } from './await-worker.js';
import { createBareLoop } from './bare-loop.js';
import { connectAccount, reconnectAccount } from './bench-account.js';
import { type BenchStack, startBenchStack } from './bench-stack.js';
import { readMemory } from './process-memory.js';
import { atMost, type createReport, median, say } from './report.js';
import { describeSteps } from './describe-steps.js';
import { type SimulatorProcess, startSimulatorProcess } from './simulator.js';

export interface SyncBenchOptions {
  users: number;
  groups: number;
  memberships: number;
  rounds: number;
}

type Mode = 'whole' | 'pages';

/** What the simulator takes for 100 rows, in both modes. */
const latencyPer100RowsMs = 10;

const limitedWindowMs = 15_000;

/**
 * Times a whole sync (workflow, reading, staging, comparison) against a bare loop that reads and parses the same answers
 * and keeps nothing, in turn, in the same run.
 */
export async function benchSync(options: SyncBenchOptions, report: ReturnType<typeof createReport>): Promise<void> {
  const { users, groups, memberships } = options;
  const simulator = await startSimulatorProcess({ name: 'bench', profile: '4.70', users, groups, memberships });
  say(`simulator: ${JSON.stringify(simulator.counts)}`);
  try {
    const stack = await startBenchStack();
    try {
      await new SyncBench(options, report, simulator, stack).run();
    } finally {
      await stack.close();
    }
  } finally {
    await simulator.close();
  }
}

interface Timed {
  ms: number;
  historyEvents: number;
  changes: number;
}

class SyncBench {
  private readonly options: SyncBenchOptions;
  private readonly report: ReturnType<typeof createReport>;
  private readonly simulator: SimulatorProcess;
  private readonly stack: BenchStack;

  constructor(
    options: SyncBenchOptions,
    report: ReturnType<typeof createReport>,
    simulator: SimulatorProcess,
    stack: BenchStack,
  ) {
    this.options = options;
    this.report = report;
    this.simulator = simulator;
    this.stack = stack;
  }

  async run(): Promise<void> {
    const worker = await this.stack.startWorker();
    let account = await connectAccount(this.stack, this.simulator);
    await awaitWorker(this.stack.client);
    const before = await readMemory(worker.pid);
    for (const [mode, latencyMs] of [
      ['whole', latencyPer100RowsMs],
      ['pages', latencyPer100RowsMs],
      ['whole', 0],
    ] as const) {
      await this.simulator.setLatency(latencyMs);
      account = await this.compare(account, mode, latencyMs);
    }
    const { peakMb } = await readMemory(worker.pid);
    this.report.add({
      bench: 'sync',
      scenario: 'memory of the worker over all rounds',
      figures: { before_mb: before.nowMb, peak_mb: peakMb },
      goals: [atMost('growth of the worker in MB', peakMb - before.nowMb, 150)],
    });
    await this.underLimit(account);
  }

  /** Rounds of loop, first sync, loop, sync after 1 % of the users changed. */
  private async compare(account: Account, mode: Mode, latencyMs: number): Promise<Account> {
    const loop = createBareLoop(this.simulator.baseUrl, this.simulator.token);
    const rounds: { firstRatio: number; changedRatio: number; loopMs: number; first: Timed; changed: Timed }[] = [];
    for (let round = 1; round <= this.options.rounds; round++) {
      account = await reconnectAccount(this.stack, this.simulator, account);
      const loopBeforeFirst = await time(() => (mode === 'whole' ? loop.whole() : loop.paged()));
      const first = await this.sync(account, mode);
      await this.simulator.change(0.01, `${mode}-${latencyMs}-${round}`);
      const loopBeforeChanged = await time(() => (mode === 'whole' ? loop.whole() : loop.paged()));
      const changed = await this.sync(account, mode);
      rounds.push({
        firstRatio: first.ms / loopBeforeFirst,
        changedRatio: changed.ms / loopBeforeChanged,
        loopMs: (loopBeforeFirst + loopBeforeChanged) / 2,
        first,
        changed,
      });
      say(
        `${mode}, ${latencyMs} ms per 100 users, round ${round}: loop ${Math.round(loopBeforeFirst)} and ` +
          `${Math.round(loopBeforeChanged)} ms, first ${Math.round(first.ms)} ms, changed ${Math.round(changed.ms)} ms`,
      );
    }
    await loop.close();
    const firstRatio = median(rounds.map((round) => round.firstRatio));
    const changedRatio = median(rounds.map((round) => round.changedRatio));
    const historyEvents = Math.max(
      ...rounds.flatMap(({ first, changed }) => [first.historyEvents, changed.historyEvents]),
    );
    this.report.add({
      bench: 'sync',
      scenario: `${mode}, ${latencyMs} ms per 100 users`,
      figures: {
        rounds: rounds.length,
        loop_ms: median(rounds.map(({ loopMs }) => loopMs)),
        first_ms: median(rounds.map(({ first }) => first.ms)),
        changed_ms: median(rounds.map(({ changed }) => changed.ms)),
        first_ratio: firstRatio,
        changed_ratio: changedRatio,
        changes: median(rounds.map(({ changed }) => changed.changes)),
        history_events: historyEvents,
      },
      goals: [
        ...(latencyMs > 0 ? [atMost('first sync over the loop', firstRatio, 1.4)] : []),
        atMost('sync with 1 % changed over the loop', changedRatio, latencyMs > 0 ? 1.2 : 4),
        atMost('history events', historyEvents, 200),
      ],
    });
    return account;
  }

  /** A complete inventory under Retool's limit, against a paging loop that obeys it. */
  private async underLimit(account: Account): Promise<void> {
    await this.simulator.setLatency(0);
    const limit: RateLimit = { ...defaultRateLimit, windowMs: limitedWindowMs };
    const spec = { kind: 'points', points: limit.points, windowMs: limit.windowMs } as const;
    account = await reconnectAccount(this.stack, this.simulator, account, limit);
    await this.simulator.setRateLimit(spec);
    const ours = await this.sync(account, 'whole');
    await this.simulator.setRateLimit(spec);
    const loop = createBareLoop(this.simulator.baseUrl, this.simulator.token);
    const loopMs = await time(() => loop.paged());
    await loop.close();
    await this.simulator.setRateLimit({ kind: 'off' });
    this.report.add({
      bench: 'sync',
      scenario: `under a limit of ${limit.points} points in ${limitedWindowMs / 1000} s`,
      figures: { paging_loop_ms: loopMs, inventory_ms: ours.ms },
      goals: [atMost('complete inventory over the paging loop', ours.ms / loopMs, 0.1)],
    });
  }

  private async sync(account: Account, mode: Mode): Promise<Timed> {
    const begin = performance.now();
    const handle = await this.stack.client.workflow.start('syncAccount', {
      workflowId: `bench-${randomUUID()}`,
      taskQueue: taskQueues.workflows,
      args: [{ accountId: account.id, accountName: account.name, ...(mode === 'pages' ? { readUsers: 'pages' } : {}) }],
    });
    const result = (await handle.result()) as SyncResult;
    const ms = performance.now() - begin;
    const history = await handle.fetchHistory();
    say(`  ${describeSteps(history)}`);
    if (result.outcome !== 'applied' || result.counts.users < this.options.users) {
      throw new Error(`A sync did not end as it should: ${JSON.stringify(result)}`);
    }
    return { ms, historyEvents: history.events?.length ?? 0, changes: result.counts.changes };
  }
}

async function time(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
