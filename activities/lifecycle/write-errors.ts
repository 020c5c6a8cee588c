/** What the plan said does not hold any more: it has to be made anew. */
export class PlanOutdatedError extends Error {
  override readonly name = 'PlanOutdatedError';
}

/** Something forbids writes now: frozen, read only, paused, the last admin. */
export class WritesForbiddenError extends Error {
  override readonly name = 'WritesForbiddenError';
}
