/** Something of the local stack cannot be found or started. The message says what, why, and what to do. */
export class LocalStackError extends Error {
  override name = 'LocalStackError';
}
