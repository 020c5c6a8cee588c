/** Time and size limits of one call. Times in milliseconds, sizes in bytes of decoded answer. */
export interface RetoolLimits {
  connectMs: number;
  /** From the request until the answer's headers. Retool prepares a whole list before it sends the first byte. */
  headersMs: number;
  /** Between two pieces of the answer. */
  bodyIdleMs: number;
  /** Of a call whose answer is read into memory: connect, headers and body together. */
  callMs: number;
  /** Of an answer that is read into memory. */
  answerBytes: number;
  /** Of a list that is split while it streams. */
  streamBytes: number;
  /** Of one item of such a list. */
  itemBytes: number;
  /** Connections to one origin. */
  connections: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: RetoolLimits = {
  connectMs: 10_000,
  headersMs: 120_000,
  bodyIdleMs: 30_000,
  callMs: 180_000,
  answerBytes: 64 * mebibyte,
  streamBytes: 4096 * mebibyte,
  itemBytes: 8 * mebibyte,
  connections: 8,
};
