import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { toTemporalLogger } from './create-logger.js';

let isInstalled = false;

/**
 * Sets up the native part of Temporal's SDK, which a process has once: before any connection is made. Signals are left
 * to the entry point, which knows what else has to stop and in which order.
 */
export function installRuntime(logger: Logger): void {
  if (isInstalled) return;
  isInstalled = true;
  Runtime.install({
    logger: toTemporalLogger(logger),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  });
}
