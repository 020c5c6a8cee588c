import {
  RetoolConflictError,
  RetoolForbiddenError,
  RetoolNotFoundError,
  RetoolNotUnderstoodError,
  RetoolRateLimitedError,
  RetoolRejectedError,
  RetoolUnauthorizedError,
  RetoolUnavailableError,
  type FailedCall,
  type RetoolError,
} from './retool-error.js';

/** What is known of an answer that is no success. */
export interface RefusedAnswer {
  status: number;
  retryAfterMs: number | undefined;
  /** Retool's own words when the body is its JSON. They are looked at, and not passed on. */
  message: string | undefined;
  kind: 'json' | 'html' | 'other';
}

/** Scope ids quoted in a refusal, for example `users:read`. */
function scopesIn(message: string): string[] {
  return [...message.matchAll(/"([a-z_]+(?::[a-z_]+){1,2})"/g)].map((match) => match[1] ?? '');
}

function forbidden(call: FailedCall, { message, kind }: RefusedAnswer): RetoolForbiddenError {
  const text = message ?? '';
  const missingScopes = scopesIn(text);
  const planLimit = missingScopes.length === 0 && /^API access |\b(plan|upgrade|enterprise)\b/i.test(text);
  return new RetoolForbiddenError(call, { missingScopes, planLimit, fromApi: kind === 'json' });
}

/** The error for an answer by its status alone; the body only adds the reason of a 403. */
export function toStatusError(call: FailedCall, refused: RefusedAnswer): RetoolError {
  const { status, retryAfterMs, kind } = refused;
  if (status >= 300 && status < 400) return new RetoolNotUnderstoodError(call, 'redirect', status);
  if (status >= 500 || status === 408) return new RetoolUnavailableError(call, status, retryAfterMs);
  if (status === 401) return new RetoolUnauthorizedError(call, kind === 'json');
  if (status === 403) return forbidden(call, refused);
  // A web page for 404 says that the path is unknown there, not that the user or group is.
  if (status === 404 && kind === 'html') return new RetoolNotUnderstoodError(call, 'html', status);
  if (status === 404) return new RetoolNotFoundError(call);
  if (status === 409) return new RetoolConflictError(call);
  if (status === 429) return new RetoolRateLimitedError(call, retryAfterMs);
  return new RetoolRejectedError(call, status);
}
