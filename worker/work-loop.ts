import { setTimeout as pause } from 'node:timers/promises';

export interface WorkLoopOptions {
  /** Does one piece of work. @returns false when there is none, or it is better to wait */
  work(): Promise<boolean>;
  /** So many pieces side by side. */
  concurrency: number;
  /** How often to look when there is nothing to do. */
  idleMs: number;
  /** Told of what went wrong, each time; the loop goes on. */
  onError(error: unknown): void;
}

export interface WorkLoop {
  /** There is work: nobody waits any longer. */
  wake(): void;
  /** Settles when what is under way has ended. */
  stop(): Promise<void>;
}

/** After a failure, such as of a database that restarts. */
const errorPauseMs = 1000;

/** Those who rest are woken when there is work; they look themselves only now and then. */
const restMs = 5000;

/** Takes up work as long as there is some. While there is none one of them looks for it, and the others rest. */
export function startWorkLoop({ work, concurrency, idleMs, onError }: WorkLoopOptions): WorkLoop {
  const stopped = new AbortController();
  let sleep = new AbortController();
  let hasLookout = false;
  const isStopped = () => stopped.signal.aborted;

  function wake(): void {
    sleep.abort();
    sleep = new AbortController();
  }

  async function wait(ms: number): Promise<void> {
    const signal = AbortSignal.any([stopped.signal, sleep.signal]);
    await pause(ms, undefined, { signal }).catch(() => undefined);
  }

  async function waitForWork(): Promise<void> {
    if (hasLookout) return await wait(restMs);
    hasLookout = true;
    await wait(idleMs);
    hasLookout = false;
  }

  async function run(): Promise<void> {
    while (!isStopped()) {
      try {
        if (await work()) wake();
        else await waitForWork();
      } catch (error) {
        onError(error);
        await wait(errorPauseMs);
      }
    }
  }

  const running = Array.from({ length: concurrency }, run);
  return {
    wake,
    async stop() {
      stopped.abort();
      await Promise.all(running);
    },
  };
}
