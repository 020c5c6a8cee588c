import type { Logger } from 'pino';
import type { Policy } from '../domain/policy/policy.js';
import type { Sealer } from '../domain/sealing.js';
import type { OpenDatabase } from '../store/pool.js';
import { takeNextDelivery } from '../store/intake/take-delivery.js';
import { nameOfFailure } from './name-of-failure.js';
import { startWorkLoop, type WorkLoop } from './work-loop.js';

export interface IntakeLoopOptions {
  database: OpenDatabase;
  sealer: Sealer;
  policy(): Promise<{ policy: Policy; hash: string | null }>;
  logger: Logger;
  /** A delivery was decided on: commands may wait. */
  onTaken(): void;
}

/** Decides on what comes in from HR systems and identity providers. Any number of workers do so side by side. */
export function startIntakeLoop({ database, sealer, policy, logger, onTaken }: IntakeLoopOptions): WorkLoop {
  return startWorkLoop({
    concurrency: 4,
    idleMs: 200,
    async work() {
      const { policy: rules, hash: policyHash } = await policy();
      const taken = await takeNextDelivery(database.db, sealer, { policy: rules, policyHash, now: new Date() });
      if (taken.failure !== null)
        logger.error({ delivery: taken.id, failure: taken.failure }, 'A delivery of HR failed');
      if (taken.id === null) return false;
      onTaken();
      return true;
    },
    onError: (error) => logger.warn({ failure: nameOfFailure(error) }, 'The intake could not go on; it tries again'),
  });
}
