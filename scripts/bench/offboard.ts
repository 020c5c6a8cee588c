import { startSimulator } from '../../simulator/index.js';
import { awaitWorker } from './await-worker.js';
import { startBenchStack } from './bench-stack.js';
import { offboardDuringSync } from './leaver-during-sync.js';
import { offboardAtOnce } from './leavers-at-once.js';
import { offboardOneByOne } from './leavers-one-by-one.js';
import { connectForLeavers, limitedTo, limitOf, unlimited } from './offboard-company.js';
import { atLeast, atMost, type createReport, percentile } from './report.js';

export interface OffboardBenchOptions {
  /** One after the other, from accounts that make nobody wait. */
  leavers: number;
  /** At once, from accounts under a limit. */
  batch: number;
  /** Of the account that is synced while somebody leaves. */
  users: number;
  windowMs: number;
}

/** Nobody is held for leaving with many others. */
const policy = `
version: 1
default_time_zone: UTC
removals:
  per_account_and_day:
    count: 100000
`;

/** What an offboarding costs, how long it takes alone, in the middle of a sync, and among many under a rate limit. */
export async function benchOffboard(
  { leavers, batch, users, windowMs }: OffboardBenchOptions,
  report: ReturnType<typeof createReport>,
): Promise<void> {
  const limit = limitOf(windowMs);
  const limited = [limitedTo('limited-1', limit), limitedTo('limited-2', limit, { profile: '3.334' })];
  const synced = limitedTo('synced', limit, { users });
  const simulator = await startSimulator({ accounts: [...unlimited, ...limited, synced] });
  const stack = await startBenchStack({ policy });
  try {
    await stack.startWorker();
    await awaitWorker(stack.client);
    const connect = (specs: { name: string }[], under?: typeof limit) =>
      connectForLeavers(
        stack,
        simulator,
        specs.map(({ name }) => name),
        under,
      );
    const alone = await offboardOneByOne(stack, await connect(unlimited), leavers);
    const [busy] = await connect([synced], limit);
    if (!busy) throw new Error('No account was connected.');
    const during = await offboardDuringSync(stack, busy, windowMs);
    const accounts = await connect(limited, limit);
    const many = await offboardAtOnce(stack, { accounts, journal: simulator.journal, count: batch, limit });
    const spent = alone.flatMap((leaver) => leaver.spent);
    const mean = (of: (one: (typeof spent)[number]) => number) =>
      spent.reduce((sum, one) => sum + of(one), 0) / spent.length;
    const extraCalls = Math.max(...spent.map(({ calls, least }) => calls - least.calls));
    const fromCommand = percentile(
      alone.map(({ fromCommandMs }) => fromCommandMs),
      0.95,
    );
    report.add({
      bench: 'offboard',
      scenario:
        `${leavers} one by one in ${unlimited.length} accounts; one during a sync of ${users} users; ` +
        `${batch} at once in ${accounts.length} accounts under ${limit.points} points in ${windowMs} ms`,
      figures: {
        calls_a_leaver_and_account: mean(({ calls }) => calls),
        least_calls: mean(({ least }) => least.calls),
        points_a_leaver_and_account: mean(({ points }) => points),
        least_points: mean(({ least }) => least.points),
        command_to_verified_p50_ms: percentile(
          alone.map(({ fromCommandMs }) => fromCommandMs),
          0.5,
        ),
        command_to_verified_p95_ms: fromCommand,
        request_to_verified_p95_ms: percentile(
          alone.map(({ fromRequestMs }) => fromRequestMs),
          0.95,
        ),
        disabled_when_idle_ms: during.idleMs,
        disabled_during_sync_ms: during.duringSyncMs,
        share_used: many.shareUsed,
        first_disabled_ms: many.firstDisabledMs,
        last_disabled_ms: many.lastDisabledMs,
        last_verified_ms: many.lastVerifiedMs,
        points_over_least: many.pointsOverLeast,
      },
      goals: [
        atMost('calls more than the plan takes', extraCalls, 2),
        atMost('from command to verified, p95 in ms', fromCommand, 2000),
        atLeast('share of the permitted points used', many.shareUsed, 0.95),
        atMost('answers 429', many.refused, 0),
        atMost('leavers not verified', many.unverified, 0),
      ],
    });
  } finally {
    await stack.close();
    await simulator.close();
  }
}
