import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';

const beatMs = 1000;

/** Tells the server that the worker lives, and how far the work is. */
export interface Heartbeat<Details> {
  /** What an earlier attempt last reported; undefined in a first one. */
  readonly last: Details | undefined;
  /** Ends when the step is cancelled or the worker shuts down. */
  readonly signal: AbortSignal;
  /** Remembers how far the work is: only what would survive the death of this worker. */
  report(details: Details): void;
}

/**
 * Runs the work of an activity with a beat each second; what is over sooner needs none, unless an earlier attempt had
 * something to report. A beat repeats the last report, because an empty one would wipe it out.
 */
export async function heartbeating<Details, T>(work: (beat: Heartbeat<Details>) => Promise<T>): Promise<T> {
  const last = (activityInfo().heartbeatDetails ?? undefined) as Details | undefined;
  let details = last;
  const beat = (): void => heartbeat(details);
  const timer = setInterval(beat, beatMs);
  if (last !== undefined) beat();
  try {
    return await work({
      last,
      signal: cancellationSignal(),
      report(news) {
        details = news;
        beat();
      },
    });
  } finally {
    clearInterval(timer);
  }
}
