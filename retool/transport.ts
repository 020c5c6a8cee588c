import { Agent, type Dispatcher } from 'undici';
import { defaultLimits, type RetoolLimits } from './limits.js';

/** Connections to Retool: one pool for each origin, kept alive, shared by all clients that are given it. */
export interface RetoolTransport {
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

export function createTransport(limits: Partial<RetoolLimits> = {}): RetoolTransport {
  const { connections, connectMs, headersMs, bodyIdleMs } = { ...defaultLimits, ...limits };
  const dispatcher = new Agent({
    connections,
    pipelining: 1,
    connect: { timeout: connectMs },
    headersTimeout: headersMs,
    bodyTimeout: bodyIdleMs,
  });
  // destroy, not close: nobody waits for an answer any more, and an open one must not keep the process.
  return { dispatcher, close: () => dispatcher.destroy() };
}
