import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { startPersonRun, tellFactsChanged } from '../client/person-runs.js';
import type { Policy } from '../domain/policy/policy.js';
import { takeNextCommand } from '../store/intake/take-command.js';
import type { OpenDatabase } from '../store/pool.js';
import { nameOfFailure } from './name-of-failure.js';
import { startWorkLoop, type WorkLoop } from './work-loop.js';

export interface OutboxLoopOptions {
  database: OpenDatabase;
  client: Client;
  policy(): Promise<{ policy: Policy; hash: string | null }>;
  logger: Logger;
}

/** Delivers commands to Temporal, and reconsiders people when their time has come. Any number of workers do so. */
export function startOutboxLoop({ database, client, policy, logger }: OutboxLoopOptions): WorkLoop {
  const within = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + callTimeoutMs, call);
  return startWorkLoop({
    concurrency: 4,
    idleMs: 100,
    async work() {
      const { policy: rules, hash: policyHash } = await policy();
      const { isIdle, failure } = await takeNextCommand(
        database.db,
        {
          start: (run, summary) => within(() => startPersonRun(client, run, summary)),
          tell: (workflowId) => within(() => tellFactsChanged(client, workflowId)),
        },
        { policy: rules, policyHash, now: new Date() },
      );
      if (failure !== null) logger.warn({ failure }, 'A command could not be delivered; it is tried again');
      return !isIdle;
    },
    onError: (error) => logger.warn({ failure: nameOfFailure(error) }, 'The outbox could not go on; it tries again'),
  });
}

/** A Temporal server that does not answer must not keep a connection to the database. */
const callTimeoutMs = 10_000;
