import {
  RetoolForbiddenError,
  RetoolNotFoundError,
  RetoolNotUnderstoodError,
  RetoolRateLimitedError,
  RetoolTimeoutError,
  RetoolUnauthorizedError,
  RetoolUnavailableError,
  RetoolUnreachableError,
  type RetoolError,
} from './retool-error.js';

/** Why an account cannot be used at all. */
export type ProbeProblemKind =
  'unreachable' | 'not-retool' | 'sign-in-page' | 'blocked' | 'token-refused' | 'plan' | 'rate-limited' | 'unavailable';

export interface ProbeProblem {
  kind: ProbeProblemKind;
  /** What is so, in one sentence. */
  message: string;
  /** What to do about it. */
  remedy: string;
}

export const planProblem: ProbeProblem = {
  kind: 'plan',
  message: 'The plan of this organization does not include the API for users and groups.',
  remedy: 'Retool offers it on the Enterprise plan. Ask Retool to add it, or connect an organization that has it.',
};

const remediesByCode: Record<string, string> = {
  ENOTFOUND: 'Check the spelling of the host. An internal host needs this machine to be in that network or its VPN.',
  ECONNREFUSED: 'Check host and port, and that Retool is running there.',
};

function unreachable(where: string, error: RetoolUnreachableError | RetoolTimeoutError): ProbeProblem {
  const code = error instanceof RetoolUnreachableError ? error.code : 'timeout';
  const untrusted = error.message.includes('certificate');
  return {
    kind: 'unreachable',
    message: untrusted
      ? `The certificate of ${where} is not trusted (${code}).`
      : `${where} gives no whole answer (${code}).`,
    remedy: untrusted
      ? 'Give this machine the certificate authority, for example with NODE_EXTRA_CA_CERTS, or use a host with a public certificate.'
      : (remediesByCode[code] ?? 'Check the host, the network and the firewall between, then try again.'),
  };
}

function notUnderstood(where: string, { reason }: RetoolNotUnderstoodError): ProbeProblem {
  if (reason === 'redirect' || reason === 'sign-in-page')
    return {
      kind: 'sign-in-page',
      message: `${where} answers with ${reason === 'redirect' ? 'a redirect' : 'a sign-in page'} instead of the Retool API.`,
      remedy: 'Let /api/v2 pass the proxy that wants a sign-in, or give a host that reaches Retool without it.',
    };
  return notRetool(where);
}

function notRetool(where: string): ProbeProblem {
  return {
    kind: 'not-retool',
    message: `${where} answers, but not as the Retool API.`,
    remedy: 'Give the address that people open Retool with, for example retool.example.com or example.retool.com.',
  };
}

/** Tells apart why the first call failed. @param where the base URL */
export function toProbeProblem(where: string, error: RetoolError): ProbeProblem {
  if (error instanceof RetoolUnreachableError || error instanceof RetoolTimeoutError) return unreachable(where, error);
  if (error instanceof RetoolNotUnderstoodError) return notUnderstood(where, error);
  if (error instanceof RetoolUnauthorizedError && error.fromApi)
    return {
      kind: 'token-refused',
      message: 'Retool does not accept the token: it is wrong, revoked, or of another organization.',
      remedy: 'Create a new one in Retool under Settings, Retool API, and give that.',
    };
  if (error instanceof RetoolForbiddenError && error.planLimit) return planProblem;
  if (error instanceof RetoolUnauthorizedError || error instanceof RetoolForbiddenError)
    return {
      kind: 'blocked',
      message: `Something before ${where} refuses the call (${error.status}); it is not the Retool API that answers.`,
      remedy: 'Let /api/v2 pass the proxy or firewall for this machine.',
    };
  if (error instanceof RetoolRateLimitedError)
    return {
      kind: 'rate-limited',
      message: 'Retool answers that its rate limit is used up (429).',
      remedy: 'Wait a minute and try again. Another program may use the same organization.',
    };
  if (error instanceof RetoolUnavailableError)
    return {
      kind: 'unavailable',
      message: `${where} is in trouble (${error.status}).`,
      remedy: 'Try again later. If it stays so, look at the state of Retool or of the proxy before it.',
    };
  if (error instanceof RetoolNotFoundError)
    return { ...notRetool(where), message: `${where} has no organization to show (404): the API is not at that path.` };
  return notRetool(where);
}
