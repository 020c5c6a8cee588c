export interface Feed {
  /** Null: nobody said how often it delivers. */
  expectedEveryMs: number | null;
  lastDeliveryAt: Date | null;
  createdAt: Date;
  pausedAt: Date | null;
}

/** Deliveries are noted to the minute. */
const graceMs = 2 * 60_000;

/**
 * Whether a connection has delivered nothing for longer than was said to be usual. An admin who leaves may take the
 * sender's webhook along: silence is how that shows.
 */
export function isSilent({ expectedEveryMs, lastDeliveryAt, createdAt, pausedAt }: Feed, now: Date): boolean {
  if (expectedEveryMs === null || pausedAt !== null) return false;
  return now.getTime() - (lastDeliveryAt ?? createdAt).getTime() > expectedEveryMs + graceMs;
}
