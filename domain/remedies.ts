import type { FailureType } from './failures.js';

/**
 * What an operator can do about a failed sync, in words, without the full stop. The next scheduled run tries again by
 * itself.
 */
export function remedyFor(failure: FailureType, accountName: string): string {
  switch (failure) {
    case 'RetoolUnreachableError':
    case 'RetoolTimeoutError':
    case 'RetoolUnavailableError':
      return `Look whether Retool is up and can be reached from here: steward account test ${accountName}`;
    case 'RetoolRateLimitedError':
      return `Something else uses up the rate limit of this organization. Sync less often: steward account set ${accountName} --every 6h`;
    case 'RetoolUnauthorizedError':
      return `Create a token in Retool (Settings, Retool API), then: steward account rotate-token ${accountName}`;
    case 'RetoolForbiddenError':
      return `The token lacks a scope or the plan lacks the API. See which: steward account test ${accountName}`;
    case 'TokenUnavailableError':
      return `Make the token readable for the worker, or store one: steward account rotate-token ${accountName}`;
    case 'WrongOrganizationError':
      return `The token belongs to another organization. Put the right one in place, which also resumes the account: steward account rotate-token ${accountName}`;
    case 'RetoolNotFoundError':
    case 'RetoolConflictError':
    case 'RetoolRejectedError':
    case 'RetoolNotUnderstoodError':
      return `Look at what answers under this address: steward account test ${accountName}`;
    case 'AccountNotFoundError':
      return 'Nothing: the account was removed';
    case 'StagingLostError':
    case 'DatabaseError':
      return 'Look at the PostgreSQL server and its log';
    case 'DatabaseRefusedError':
      return 'Look at the log of PostgreSQL, and have the tables of this version: steward setup. Then try again';
    case 'StepTimedOutError':
      return 'Look whether a worker is running: steward worker';
    case 'SyncDeadlineError':
      return `Look at what slows Retool down: steward account test ${accountName}`;
    case 'RunNotFoundError':
    case 'DecisionNotFoundError':
      return 'Look whether the worker and the command use the same database';
    case 'PolicyError':
      return 'Mend the policy file; it goes on by itself. What is wrong: steward policy check';
    case 'PlanOutdatedError':
    case 'LeaseLostError':
      return 'Nothing: the plan is made anew';
    case 'WritesForbiddenError':
      return `Look at what holds writes in ${accountName}: steward account show ${accountName}`;
    case 'SyncCancelledError':
      return `Start it again when you like: steward sync ${accountName}`;
  }
}
