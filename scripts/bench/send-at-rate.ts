import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'undici';
import type { BenchMessage, Senders } from './intake-senders.js';

export interface SentAtRate {
  /** From when each was due to its answer: a sender that falls behind does not make the door look faster. */
  latenciesMs: number[];
  /** Answered with anything but 200. */
  refused: number;
}

/** Sends messages at a steady rate, whether or not the door keeps up, and waits for all answers. */
export async function sendAtRate(
  door: Pool,
  senders: Senders,
  { perSecond, seconds, next }: { perSecond: number; seconds: number; next: (number: number) => BenchMessage },
): Promise<SentAtRate> {
  const count = Math.round(perSecond * seconds);
  const latenciesMs: number[] = [];
  const answers: Promise<void>[] = [];
  let refused = 0;
  const begin = performance.now();
  const send = async (message: BenchMessage, dueAt: number) => {
    if ((await post(door, senders, message)) !== 200) refused += 1;
    latenciesMs.push(performance.now() - dueAt);
  };
  for (let number = 0; number < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - begin) / 1000) * perSecond) + 1);
    for (; number < due; number += 1) answers.push(send(next(number), begin + (number / perSecond) * 1000));
    await pause(1);
  }
  await Promise.all(answers);
  return { latenciesMs, refused };
}

/** Sends a message. @returns the status of the answer */
export async function post(door: Pool, senders: Senders, message: BenchMessage): Promise<number> {
  const { statusCode, body } = await door.request({ method: 'POST', ...senders.toRequest(message) });
  await body.dump();
  return statusCode;
}
