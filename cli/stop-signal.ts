import type { EventEmitter } from 'node:events';

/**
 * Settles when somebody asks this process to stop: Ctrl-C, or SIGTERM. Asked again, the system's own way holds: the
 * process ends at once.
 */
export function awaitStopSignal(signals: EventEmitter): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const names: NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];
    const stop = (name: NodeJS.Signals) => {
      for (const other of names) signals.off(other, stop);
      resolve(name);
    };
    for (const name of names) signals.on(name, stop);
  });
}
