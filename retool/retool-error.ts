/** Which call an error belongs to: the template, never the path with ids, queries or bodies. */
export interface FailedCall {
  method: string;
  /** URL template below `/api/v2`, for example `/groups/{groupId}/members`. */
  template: string;
}

interface RetoolErrorDetail {
  status?: number;
  isRetryable: boolean;
  retryAfterMs?: number;
}

/**
 * A call to Retool that did not succeed. The message names method, template, status and what to do; it holds no
 * body, header, query value or personal data, because errors end in histories and logs. There is no `cause` for the
 * same reason: the errors below it quote what they could not read.
 */
export class RetoolError extends Error {
  readonly method: string;
  readonly template: string;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  /** Whether the same call can succeed later without anybody doing anything. */
  readonly isRetryable: boolean;
  /** As Retool asked for in `Retry-After`. */
  readonly retryAfterMs: number | undefined;

  constructor(call: FailedCall, what: string, detail: RetoolErrorDetail) {
    super(`${call.method} ${call.template} ${what}`);
    this.name = new.target.name;
    this.method = call.method;
    this.template = call.template;
    this.status = detail.status;
    this.isRetryable = detail.isRetryable;
    this.retryAfterMs = detail.retryAfterMs;
  }
}

/** No answer, or one that broke off: name not found, refused, reset, TLS. A write may have been applied all the same. */
export class RetoolUnreachableError extends RetoolError {
  /** The system's or client's code, for example `ECONNREFUSED`. */
  readonly code: string;

  constructor(call: FailedCall, code: string, what: string) {
    super(call, `${what} (${code})`, { isRetryable: true });
    this.code = code;
  }
}

/** The part of a call that took longer than its limit. */
export type TimedPart = 'connect' | 'headers' | 'body' | 'whole call';

/** The time limit for a part of the call passed. A write may have been applied all the same. */
export class RetoolTimeoutError extends RetoolError {
  readonly part: TimedPart;

  constructor(call: FailedCall, part: TimedPart) {
    super(call, `took too long (${part})`, { isRetryable: true });
    this.part = part;
  }
}

/** 401: the token is unknown, revoked or expired. */
export class RetoolUnauthorizedError extends RetoolError {
  /** False when the refusal is no JSON: a proxy in front of Retool may have refused, not Retool. */
  readonly fromApi: boolean;

  constructor(call: FailedCall, fromApi: boolean) {
    const what = fromApi
      ? 'was refused (401): the token is not accepted. Create a new one in Retool under Settings, Retool API'
      : 'was refused (401) by something that is not the Retool API, for example a proxy that wants a sign-in';
    super(call, what, { status: 401, isRetryable: false });
    this.fromApi = fromApi;
  }
}

/** What is known of the reason for a 403. */
export interface ForbiddenDetail {
  /** Scopes of which the token needs one, as Retool named them. */
  missingScopes: string[];
  /** The organization's plan does not include the call. */
  planLimit: boolean;
  /** False when the refusal is no JSON: a proxy in front of Retool may have refused, not Retool. */
  fromApi: boolean;
}

function forbiddenReason({ missingScopes, planLimit, fromApi }: ForbiddenDetail): string {
  if (missingScopes.length > 0) return `: the token lacks ${missingScopes.join(' or ')}`;
  if (planLimit) return ': the plan of the organization does not include it';
  return fromApi ? '' : ' by something that is not the Retool API, for example a firewall';
}

/** 403: the token lacks a scope, or the plan lacks the endpoint. */
export class RetoolForbiddenError extends RetoolError {
  readonly missingScope: string | undefined;
  readonly planLimit: boolean;
  readonly fromApi: boolean;

  constructor(call: FailedCall, detail: ForbiddenDetail) {
    super(call, `was refused (403)${forbiddenReason(detail)}`, { status: 403, isRetryable: false });
    this.missingScope = detail.missingScopes[0];
    this.planLimit = detail.planLimit;
    this.fromApi = detail.fromApi;
  }
}

/** 404: no such user, group or invite, or no such path. Re-read before concluding that something is gone. */
export class RetoolNotFoundError extends RetoolError {
  constructor(call: FailedCall) {
    super(call, 'found nothing (404)', { status: 404, isRetryable: false });
  }
}

/** 409: something with that email or name exists. */
export class RetoolConflictError extends RetoolError {
  constructor(call: FailedCall) {
    super(call, 'conflicts with what exists (409)', { status: 409, isRetryable: false });
  }
}

/** 400, 422 and other 4xx: Retool understood the call and does not want it as it is. */
export class RetoolRejectedError extends RetoolError {
  constructor(call: FailedCall, status: number) {
    super(call, `was rejected (${status})`, { status, isRetryable: false });
  }
}

/** 429: the account's rate limit is used up. */
export class RetoolRateLimitedError extends RetoolError {
  constructor(call: FailedCall, retryAfterMs: number | undefined) {
    super(call, 'met the rate limit (429)', { status: 429, isRetryable: true, retryAfterMs });
  }
}

/** 5xx: Retool or a proxy before it is in trouble. A write may have been applied all the same. */
export class RetoolUnavailableError extends RetoolError {
  constructor(call: FailedCall, status: number, retryAfterMs: number | undefined) {
    super(call, `failed in Retool or a proxy before it (${status})`, { status, isRetryable: true, retryAfterMs });
  }
}

/** Why an answer was not understood. */
export type NotUnderstoodReason =
  'redirect' | 'sign-in-page' | 'html' | 'not-json' | 'unexpected-shape' | 'too-large' | 'incomplete' | 'paging';

const notUnderstoodTexts: Record<NotUnderstoodReason, string> = {
  redirect:
    'answered with a redirect, which is not followed: the token goes to no other host. Check the host, and whether a sign-in proxy stands before Retool',
  'sign-in-page':
    'answered with a sign-in page instead of the Retool API. Let the API path pass the proxy, or give a host that reaches Retool',
  html: 'answered with a web page instead of the Retool API. Check the host and its path',
  'not-json': 'answered with something other than JSON. Check the host and its path',
  'unexpected-shape': 'answered with JSON that does not look like the Retool API',
  'too-large': 'answered with more than is accepted',
  incomplete: 'was to answer with everything and said that there is more',
  paging: 'answered with pages that do not lead to an end',
};

/** An answer that is not the Retool API, or not as it is described. */
export class RetoolNotUnderstoodError extends RetoolError {
  readonly reason: NotUnderstoodReason;

  /** @param where the field that was missing or wrong, never its value */
  constructor(call: FailedCall, reason: NotUnderstoodReason, status: number, where?: string) {
    super(call, `${notUnderstoodTexts[reason]}${where === undefined ? '' : ` (${where})`}`, {
      status,
      isRetryable: false,
    });
    this.reason = reason;
  }
}
