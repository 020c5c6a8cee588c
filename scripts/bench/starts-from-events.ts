import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'undici';
import type { BenchStack } from './bench-stack.js';
import type { Senders } from './intake-senders.js';
import { atLeast, atMost, type BenchLine, percentile, say } from './report.js';
import { sendAtRate } from './send-at-rate.js';

const goalMs = 1000;
const givenUpAfterMs = 30_000;

/** Joiners at a steady rate: from the moment at which each message is sent to the start of the workflow in Temporal. */
export async function measureStarts(
  stack: BenchStack,
  door: Pool,
  senders: Senders,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<BenchLine> {
  say(`${perSecond} joiners a second for ${seconds} s`);
  const sentAt = new Map<string, number>();
  const next = (number: number) => {
    const { externalId, ...message } = senders.joiner(number);
    sentAt.set(externalId, Date.now());
    return message;
  };
  await sendAtRate(door, senders, { perSecond, seconds, next });
  const delaysMs: number[] = [];
  const runs = await awaitRuns(stack, sentAt.size);
  for (const { externalId, workflowId } of runs) {
    const { startTime } = await stack.client.workflow.getHandle(workflowId).describe();
    delaysMs.push(startTime.getTime() - (sentAt.get(externalId) ?? NaN));
  }
  const p95 = percentile(delaysMs, 0.95);
  return {
    bench: 'intake',
    scenario: `from event to workflow started, ${perSecond} starts a second for ${seconds} s`,
    figures: {
      joiners: sentAt.size,
      started: delaysMs.length,
      p50_ms: percentile(delaysMs, 0.5),
      p95_ms: p95,
      slowest_ms: Math.max(...delaysMs),
    },
    goals: [
      atMost('p95 from event to workflow started in ms', p95, goalMs),
      atLeast('started', delaysMs.length, sentAt.size),
      atMost('started', delaysMs.length, sentAt.size),
    ],
  };
}

/** All runs about joiners, once every one of them was delivered to Temporal. */
async function awaitRuns({ db }: BenchStack, expected: number): Promise<{ externalId: string; workflowId: string }[]> {
  const giveUpAt = Date.now() + givenUpAfterMs;
  for (;;) {
    const runs = await db
      .selectFrom('runs')
      .innerJoin('personSources', 'personSources.personId', 'runs.personId')
      .select(['personSources.externalId', 'runs.workflowId'])
      .where('runs.kind', '=', 'onboard')
      .execute();
    const commands = await db.selectFrom('outbox').select('id').where('command', '=', 'start-run').limit(1).execute();
    if ((runs.length >= expected && commands.length === 0) || Date.now() > giveUpAt) return runs;
    await pause(100);
  }
}
