import { setMaxListeners } from 'node:events';

/** A signal that also fires after a time, and knows which of the two it was. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly expired: boolean;
  /** The time runs from here. */
  start(): void;
  /** To be called when the work is over. */
  clear(): void;
}

export function createDeadline(outer: AbortSignal | undefined, ms: number): Deadline {
  const controller = new AbortController();
  let expired = false;
  const forward = () => controller.abort(outer?.reason);
  if (outer?.aborted) forward();
  else if (outer) {
    // Any number of calls may be under way at once: that is no leak.
    setMaxListeners(0, outer);
    outer.addEventListener('abort', forward, { once: true });
  }
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    start() {
      timer = setTimeout(() => {
        expired = true;
        controller.abort();
      }, ms);
    },
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', forward);
    },
  };
}
