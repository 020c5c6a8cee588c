/**
 * Does not wait for work that has to wait for others, and that cleans up after itself.
 *
 * @throws the signal's reason when it comes first
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // What it throws when nobody waits for it any more is nobody's business.
  work.catch(() => undefined);
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
  return await Promise.race([work, aborted]);
}
