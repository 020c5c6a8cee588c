import { GracefulShutdownPeriodExpiredError, type Worker } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Runs workers until `stop`, or until one breaks: then the others stop as well. */
export function runWorkers(workers: Worker[], logger: Logger): { ended: Promise<void>; stop(): void } {
  const stop = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const running = workers.map((worker) =>
    worker.run().catch((error: unknown) => {
      stop();
      if (!(error instanceof GracefulShutdownPeriodExpiredError)) throw error;
      logger.warn({ taskQueue: worker.options.taskQueue }, 'Steps did not end in time; the next worker takes them up');
    }),
  );
  const ended = Promise.allSettled(running).then((ends) => {
    const broken = ends.find((end) => end.status === 'rejected');
    if (broken) throw broken.reason;
  });
  return { ended, stop };
}
