import { type RunningWorker, startWorker, type StartWorkerOptions } from '../../worker/start-worker.js';
import { unlessAborted } from './unless-aborted.js';

/**
 * Starts a worker. Servers may keep it waiting for long: nobody waits for it any more once the signal has come, and one
 * that comes up late is stopped again.
 *
 * @throws the signal's reason, or why it could not be started
 */
export async function startWorkerUnlessStopped(
  options: StartWorkerOptions,
  signal: AbortSignal,
): Promise<RunningWorker> {
  signal.throwIfAborted();
  const starting = startWorker(options);
  try {
    return await unlessAborted(starting, signal);
  } catch (error) {
    void starting.then((late) => late.stop()).catch(() => undefined);
    throw error;
  }
}
