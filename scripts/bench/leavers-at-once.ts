import type { Journal, JournalEntry } from '../../simulator/index.js';
import { type RateLimit, usablePoints } from '../../domain/rate.js';
import { findPlan } from '../../store/run-plans.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import type { Run } from '../../store/runs.js';
import { awaitVerified } from './await-verified.js';
import type { BenchStack } from './bench-stack.js';
import { hireLeaver } from './hire-leaver.js';
import type { CompanyAccount } from './offboard-company.js';
import { planMinimum } from './plan-minimum.js';
import { say } from './report.js';
import { requestOffboarding } from './request-offboarding.js';

export interface LeaversAtOnce {
  /** Of the points that the limit permits, in the account that used the smallest share, while there was work. */
  shareUsed: number;
  refused: number;
  firstDisabledMs: number;
  lastDisabledMs: number;
  lastVerifiedMs: number;
  unverified: number;
  /** Over the least that the plans take. */
  pointsOverLeast: number;
}

export interface LeaversAtOnceOptions {
  accounts: CompanyAccount[];
  journal: Journal;
  count: number;
  limit: RateLimit;
}

/** Offboards many people at once from accounts under a limit. */
export async function offboardAtOnce(
  stack: BenchStack,
  { accounts, journal, count, limit }: LeaversAtOnceOptions,
): Promise<LeaversAtOnce> {
  const { db } = stack;
  const emails = Array.from({ length: count }, (_, index) => `many-${index}@acme.example`);
  for (const email of emails) for (const { simulated } of accounts) hireLeaver(simulated, email);
  const before = accounts.map(({ simulated }) => simulated.totals());
  const names = accounts.map(({ account }) => account);
  const after = journal.entries().at(-1)?.number ?? 0;
  const begin = Date.now();
  const runs = await Promise.all(emails.map((email) => requestOffboarding(stack, email, names)));
  say(`${count} leavers asked for after ${Date.now() - begin} ms`);
  const timeLimitMs = 60_000 + count * limit.windowMs;
  const ended = await Promise.allSettled(
    runs.map((run) => awaitVerified(db, run.id, { lookEveryMs: 500, timeLimitMs })),
  );
  const verified = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const disabled = await disabledAfter(stack, runs, begin);
  const least = await leastPoints(stack, runs);
  const spent = accounts.map(({ simulated }, index) => simulated.totals().spent - (before[index]?.spent ?? 0));
  return {
    shareUsed: Math.min(...names.map(({ name }) => shareUsed(journal.entries({ account: name, after }), limit))),
    refused: accounts.reduce((sum, { simulated }) => sum + simulated.totals().refused, 0),
    firstDisabledMs: Math.min(...disabled),
    lastDisabledMs: Math.max(...disabled),
    lastVerifiedMs: Math.max(...verified.map(({ verifiedAt }) => verifiedAt?.getTime() ?? NaN)) - begin,
    unverified: count - verified.length,
    pointsOverLeast: spent.reduce((sum, points) => sum + points, 0) / least,
  };
}

async function disabledAfter({ db }: BenchStack, runs: Run[], begin: number): Promise<number[]> {
  const rows = await Promise.all(runs.map(({ id }) => listRunAccounts(db, id)));
  return rows.flat().map(({ disabledAt }) => (disabledAt?.getTime() ?? NaN) - begin);
}

async function leastPoints({ db }: BenchStack, runs: Run[]): Promise<number> {
  const points = runs.map(async ({ id: runId }) => {
    const accounts = await listRunAccounts(db, runId);
    const plans = await Promise.all(accounts.map(({ accountId }) => findPlan(db, { runId, accountId })));
    return plans.reduce((sum, plan) => sum + (plan ? planMinimum(plan.plan).points : 0), 0);
  });
  return (await Promise.all(points)).reduce((sum, one) => sum + one, 0);
}

/** Of all whole windows from the first call to the last one. */
function shareUsed(calls: JournalEntry[], limit: RateLimit): number {
  const sent = calls.map(({ at, cost }) => ({ at: Date.parse(at), cost })).sort((a, b) => a.at - b.at);
  const first = sent[0]?.at ?? 0;
  const windows = Math.max(1, Math.floor(((sent.at(-1)?.at ?? 0) - first) / limit.windowMs));
  const spent = Array.from({ length: windows }, () => 0);
  for (const { at, cost } of sent) {
    const window = Math.floor((at - first) / limit.windowMs);
    if (window < windows) spent[window] = (spent[window] ?? 0) + cost;
  }
  say(`points spent in each window: ${spent.join(' ')}`);
  return spent.reduce((sum, points) => sum + points, 0) / (usablePoints(limit, 'people') * windows);
}
