const signals = ['SIGINT', 'SIGTERM'] as const;

/** What is asked of the process, so that a test can stand in for it. */
export type SignalledProcess = Pick<NodeJS.Process, 'pid' | 'once' | 'off' | 'kill'>;

/**
 * Closes first when the process is told to end, and then lets it end as it would have.
 *
 * @returns stops listening
 */
export function closeOnSignal(close: () => Promise<unknown>, on: SignalledProcess = process): () => void {
  const ignore = () => {
    for (const signal of signals) on.off(signal, end);
  };
  const end = (signal: NodeJS.Signals) => {
    ignore();
    const again = () => on.kill(on.pid, signal);
    close().then(again, again);
  };
  for (const signal of signals) on.once(signal, end);
  return ignore;
}
