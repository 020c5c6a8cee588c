import { type RunningWorker, startWorker, type StartWorkerOptions } from './start-worker.js';

export interface RunWorkerOptions extends StartWorkerOptions {
  /** Aborted when the process is asked to stop. */
  signal: AbortSignal;
  onStarted?: (worker: RunningWorker) => void;
}

/** Runs a worker until it is asked to stop. */
export async function runWorker({ signal, onStarted, ...options }: RunWorkerOptions): Promise<void> {
  const worker = await startWorker(options);
  onStarted?.(worker);
  const stop = (): void => void worker.stop().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await worker.ended.finally(() => signal.removeEventListener('abort', stop));
}
