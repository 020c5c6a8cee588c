/** Waits up to this long are slept inside the attempt; longer ones are handed back, so that the slot is free. */
export const longestWaitInsideMs = 5000;

/** The rate budget of an account has nothing to give for a while. Temporal tries again after `waitMs`. */
export class BudgetWaitError extends Error {
  override readonly name = 'BudgetWaitError';
  readonly waitMs: number;

  constructor(waitMs: number) {
    super(`The rate budget of this account is used up for ${Math.ceil(waitMs / 1000)} s`);
    this.waitMs = waitMs;
  }
}

/** For the budget gate: lets short waits pass, throws on long ones. */
export function refuseLongWaits(waitMs: number): void {
  if (waitMs > longestWaitInsideMs) throw new BudgetWaitError(waitMs);
}
