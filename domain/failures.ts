/**
 * The failure types that cross from activities into workflows, equal to the class names of the errors they come
 * from. A workflow switches on this union; what is not in it propagates.
 */
export const failureTypes = [
  'RetoolUnreachableError',
  'RetoolTimeoutError',
  'RetoolUnauthorizedError',
  'RetoolForbiddenError',
  'RetoolNotFoundError',
  'RetoolConflictError',
  'RetoolRejectedError',
  'RetoolRateLimitedError',
  'RetoolUnavailableError',
  'RetoolNotUnderstoodError',
  'WrongOrganizationError',
  'TokenUnavailableError',
  'AccountNotFoundError',
  'StagingLostError',
  'DatabaseError',
  'DatabaseRefusedError',
  'SyncDeadlineError',
  'SyncCancelledError',
  'StepTimedOutError',
  'RunNotFoundError',
  'PlanOutdatedError',
  'WritesForbiddenError',
  'LeaseLostError',
  'DecisionNotFoundError',
  'PolicyError',
] as const;

export type FailureType = (typeof failureTypes)[number];

export function isFailureType(text: unknown): text is FailureType {
  return (failureTypes as readonly unknown[]).includes(text);
}

/** Failures of Retool that pass without anybody doing anything. */
export const passingFailures: readonly FailureType[] = [
  'RetoolUnreachableError',
  'RetoolTimeoutError',
  'RetoolUnavailableError',
  'RetoolNotUnderstoodError',
  'RetoolRateLimitedError',
];
