/** One call to Retool, as a gate sees it: no query, no body, no ids of people. */
export interface GatedCall {
  method: string;
  /** URL template below `/api/v2`, for example `/groups/{groupId}/members`. */
  template: string;
  /** What the call costs of the account's rate limit. */
  points: number;
}

/** Whether a call changes something; the list of a user's grants is asked for by POST. */
export function isChange({ method, template }: Pick<GatedCall, 'method' | 'template'>): boolean {
  return method !== 'GET' && template !== '/permissions/listObjects';
}

/** How a call ended: with a status, or without any answer. */
export interface CallOutcome {
  status?: number;
  retryAfterMs?: number;
}

/**
 * Stands before every call to an account. `before` waits until the call may be sent (or throws when it may not);
 * `after` hears how it ended. The rate budget is one; a client without a gate sends at once.
 */
export interface CallGate {
  before(call: GatedCall, signal?: AbortSignal): Promise<void>;
  after(call: GatedCall, outcome: CallOutcome): Promise<void>;
}
