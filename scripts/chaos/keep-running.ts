/** A process that somebody started. */
export interface Running {
  /** Settles when it has ended, with its exit code; null when a signal ended it. */
  exitCode: Promise<number | null>;
  kill(): Promise<void>;
}

/**
 * Starts a process, and another when it gives up, as whatever runs it in production does: what it needs may have been away
 * just then.
 *
 * @returns what kills it with -9 and starts another
 */
export async function keepRunning(start: () => Promise<Running>): Promise<() => Promise<void>> {
  let current: Running;
  const begin = async (): Promise<void> => {
    current = await start();
    void current.exitCode.then((code) => (code === null || code === 0 ? undefined : begin()));
  };
  await begin();
  return async () => {
    await current.kill();
    await begin();
  };
}
