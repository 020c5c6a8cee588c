import { type FailureType, isFailureType } from './failures.js';

const words: Record<FailureType, string> = {
  RetoolUnreachableError: 'Retool could not be reached',
  RetoolTimeoutError: 'Retool did not answer in time',
  RetoolUnauthorizedError: 'Retool does not accept the token',
  RetoolForbiddenError: 'the token or the plan of Retool does not allow it',
  RetoolNotFoundError: 'Retool does not have it',
  RetoolConflictError: 'something else changed it at the same time',
  RetoolRejectedError: 'Retool refused the request',
  RetoolRateLimitedError: 'the rate limit of Retool was used up',
  RetoolUnavailableError: 'Retool had an error of its own',
  RetoolNotUnderstoodError: 'the answer was not understood',
  WrongOrganizationError: 'another organization answered',
  TokenUnavailableError: 'the token could not be read',
  AccountNotFoundError: 'the account was removed',
  StagingLostError: 'what was read was lost in a crash of PostgreSQL',
  DatabaseError: 'PostgreSQL did not answer as it should',
  DatabaseRefusedError: 'PostgreSQL refused what it will never take',
  SyncDeadlineError: 'it took too long',
  SyncCancelledError: 'it was cancelled',
  StepTimedOutError: 'no worker finished it in time',
  RunNotFoundError: 'the run is not known',
  PlanOutdatedError: 'things changed since the plan was made',
  WritesForbiddenError: 'writes are not allowed',
  LeaseLostError: 'another run works on the same user',
  DecisionNotFoundError: 'the decision is not known',
  PolicyError: 'the policy file is broken',
};

/** A failure in words, without the full stop; one that is not known by its name. */
export function describeFailure(failure: string): string {
  return isFailureType(failure) ? words[failure] : failure;
}
