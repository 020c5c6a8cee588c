/** The longest wait that is believed: an hour. A header beyond that is taken for an hour. */
const longestMs = 60 * 60_000;

/**
 * Reads `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3). Undefined when it is absent or makes no sense.
 * @param nowMs milliseconds since the epoch, to turn a date into a wait
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  const isSeconds = /^\d+(\.\d+)?$/.test(text);
  if (!isSeconds && !/^[a-z]{3}/i.test(text)) return undefined;
  const waitMs = isSeconds ? Math.ceil(Number(text) * 1000) : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), longestMs);
}
