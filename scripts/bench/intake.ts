import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { awaitWorker } from './await-worker.js';
import { type BenchStack, startBenchStack } from './bench-stack.js';
import { createSenders, type Senders } from './intake-senders.js';
import { atLeast, atMost, type createReport, percentile, say } from './report.js';
import { post, sendAtRate } from './send-at-rate.js';
import { measureStarts } from './starts-from-events.js';

export interface IntakeBenchOptions {
  /** Messages a second whose answers are timed. */
  rate: number;
  /** How long. */
  seconds: number;
  /** Starts a second of workflows. */
  starts: number;
}

const connections = 8;
const peopleOfEach = 50;
const goalMs = 250;
const policy = 'version: 1\ndefault_time_zone: UTC\n';

/** How fast the door answers, how much it takes, whether all of it is decided on once, and how soon workflows start. */
export async function benchIntake(
  { rate, seconds, starts }: IntakeBenchOptions,
  report: ReturnType<typeof createReport>,
): Promise<void> {
  const stack = await startBenchStack({ policy });
  try {
    await stack.startWorker();
    const { url } = await stack.startServer();
    const door = new Pool(url, { connections: 64 });
    await awaitWorker(stack.client);
    const senders = await createSenders(stack, { connections, people: peopleOfEach });
    say(`${connections * peopleOfEach} people are hired, long ago`);
    await sendAll(door, senders);
    await drain(stack);
    await measureUsualDay(door, senders, { rate, seconds }, report);
    await measureMost(door, senders, report);
    await measureLoss(stack, senders, report);
    const line = await measureStarts(stack, door, senders, { perSecond: starts, seconds: 10 });
    report.add(line);
    await door.close();
  } finally {
    await stack.close();
  }
}

async function sendAll(door: Pool, senders: Senders): Promise<void> {
  const messages = senders.everybody();
  const sendNext = async () => {
    for (let message = messages.pop(); message; message = messages.pop()) {
      const status = await post(door, senders, message);
      if (status !== 200) throw new Error(`The door answered ${status}.`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, sendNext));
}

/** Waits until everything is decided on and delivered. @returns seconds */
async function drain({ db }: BenchStack): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const waiting = await db.selectFrom('hrEvents').select('id').where('state', '=', 'pending').limit(1).execute();
    const commands = await db.selectFrom('outbox').select('id').limit(1).execute();
    if (waiting.length + commands.length === 0) return (performance.now() - begin) / 1000;
    await pause(100);
  }
}

async function measureUsualDay(
  door: Pool,
  senders: Senders,
  { rate, seconds }: { rate: number; seconds: number },
  report: ReturnType<typeof createReport>,
): Promise<void> {
  say(`${rate} messages a second for ${seconds} s`);
  const sent = await sendAtRate(door, senders, { perSecond: rate, seconds, next: senders.usual });
  const p99 = percentile(sent.latenciesMs, 0.99);
  report.add({
    bench: 'intake',
    scenario: `${rate} signed messages a second from ${connections} connections, mostly repeats`,
    figures: {
      messages: sent.latenciesMs.length,
      p50_ms: percentile(sent.latenciesMs, 0.5),
      p99_ms: p99,
      slowest_ms: Math.max(...sent.latenciesMs),
      not_taken: sent.refused,
    },
    goals: [atMost('p99 of the answer in ms', p99, goalMs), atMost('messages not taken', sent.refused, 0)],
  });
}

const stepSeconds = 3;
const steps = [200, 400, 600, 800, 1000, 1300, 1600, 2000];

/** Raises the rate until answers come late, also a second time, and tells the last at which they did not. */
async function measureMost(door: Pool, senders: Senders, report: ReturnType<typeof createReport>): Promise<void> {
  const isKept = async (perSecond: number): Promise<number | undefined> => {
    say(`${perSecond} messages a second for ${stepSeconds} s`);
    const sent = await sendAtRate(door, senders, { perSecond, seconds: stepSeconds, next: senders.usual });
    const p99 = percentile(sent.latenciesMs, 0.99);
    return p99 <= goalMs && sent.refused === 0 ? p99 : undefined;
  };
  let best = { rate: 0, p99: 0 };
  for (const rate of steps) {
    const p99 = (await isKept(rate)) ?? (await isKept(rate));
    if (p99 === undefined) break;
    best = { rate, p99 };
  }
  report.add({
    bench: 'intake',
    scenario: `highest rate with a p99 below ${goalMs} ms, raised in steps of ${stepSeconds} s`,
    figures: { sustained_per_second: best.rate, p99_ms: best.p99 },
  });
}

/** Every message that was sent is one row, decided on, and one fact about one person. */
async function measureLoss(
  stack: BenchStack,
  senders: Senders,
  report: ReturnType<typeof createReport>,
): Promise<void> {
  say('waiting until everything is decided on');
  const drainSeconds = await drain(stack);
  const { db } = stack;
  const count = async (table: 'hrEvents' | 'hrClaims' | 'people') => {
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  };
  const [rows, facts, people] = [await count('hrEvents'), await count('hrClaims'), await count('people')];
  const undecided = await db.selectFrom('hrEvents').select('id').where('state', '<>', 'done').execute();
  const sent = senders.distinct();
  const expectedPeople = connections * peopleOfEach;
  const lost = Math.max(0, sent - rows) + Math.max(0, sent - facts) + Math.max(0, expectedPeople - people);
  const doubled = Math.max(0, rows - sent) + Math.max(0, facts - sent) + Math.max(0, people - expectedPeople);
  report.add({
    bench: 'intake',
    scenario: 'all that was sent, once it is decided on',
    figures: { distinct_messages: sent, rows, facts, people, undecided: undecided.length, waited_s: drainSeconds },
    goals: [
      atMost('lost', lost, 0),
      atMost('doubled', doubled, 0),
      atMost('not decided on', undecided.length, 0),
      atLeast('people', people, expectedPeople),
    ],
  });
}
