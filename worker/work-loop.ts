import { setTimeout as pause } from 'node:timers/promises';

export interface WorkLoopOptions {
  /** Does one piece of work. @returns false when there is none, or it is better to wait */
  work(): Promise<boolean>;
  /** So many pieces side by side. */
  concurrency: number;
  /** How long to wait when there is nothing to do. */
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

/** Takes up work as long as there is some, and looks for it every now and then. */
export function startWorkLoop({ work, concurrency, idleMs, onError }: WorkLoopOptions): WorkLoop {
  const stopped = new AbortController();
  let sleep = new AbortController();
  const isStopped = () => stopped.signal.aborted;

  async function wait(ms: number): Promise<void> {
    const signal = AbortSignal.any([stopped.signal, sleep.signal]);
    await pause(ms, undefined, { signal }).catch(() => undefined);
  }

  async function run(): Promise<void> {
    while (!isStopped()) {
      try {
        if (!(await work())) await wait(idleMs);
      } catch (error) {
        onError(error);
        await wait(errorPauseMs);
      }
    }
  }

  const running = Array.from({ length: concurrency }, run);
  return {
    wake() {
      sleep.abort();
      sleep = new AbortController();
    },
    async stop() {
      stopped.abort();
      await Promise.all(running);
    },
  };
}
