import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IssuedToken, TokenRegistry } from './access-tokens.js';
import { page, Refusal, refusal, type Answer } from './answer.js';
import type { Clock } from './clock.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { toFaultyAnswer, type Fault, type FaultRules } from './faults.js';
import type { Host } from './host.js';
import type { CallJournal, JournalEntry } from './journal.js';
import type { Organization } from './organization.js';
import { demandScope } from './scopes.js';
import { sendAnswer } from './send-answer.js';

/** A request after routing. */
export interface IncomingCall {
  request: IncomingMessage;
  response: ServerResponse;
  /** The organization whose own host was called; undefined on the shared gateway. */
  host: Host | undefined;
  /** Below `/api/v2`, without query and trailing slash. */
  path: string;
  params: Record<string, string>;
  query: Record<string, string>;
  bodyText: string | undefined;
  /** What answers: an endpoint of the API, a fixed answer outside of it, or nothing. */
  target: Endpoint | (() => Answer) | undefined;
}

export interface ServeDeps {
  tokens: TokenRegistry;
  hostOf: (organization: Organization) => Host;
  faults: FaultRules;
  journal: CallJournal;
  clock: Clock;
}

/** Answers one call: plays the faults planted for it, asks the endpoint, sends, writes the journal. */
export async function serveCall(deps: ServeDeps, call: IncomingCall): Promise<void> {
  const started = deps.clock.now();
  const sender = identify(deps.tokens, call);
  const host = call.host ?? (sender.issued && deps.hostOf(sender.issued.organization));
  const entry = openEntry(deps, call, host, sender);
  const faults = deps.faults.strike(entry);
  entry.faults = faults.map(({ kind }) => kind);
  try {
    const answer = await settle(deps, call, sender, entry, faults);
    if (!answer) return cutConnection(call.response);
    entry.status = answer.status;
    const latency = host?.latency ?? { perCallMs: 0, per100RowsMs: 0 };
    const truncation = faults.find((fault) => fault.kind === 'truncate');
    Object.assign(entry, await sendAnswer(call.response, answer, { latency, truncation, clock: deps.clock }));
  } finally {
    entry.durationMs = Math.round(deps.clock.now() - started);
    deps.journal.add(entry);
  }
}

/** The answer after all faults; undefined when the connection is to be cut instead. */
async function settle(
  deps: ServeDeps,
  call: IncomingCall,
  sender: Sender,
  entry: JournalEntry,
  faults: readonly Fault[],
): Promise<Answer | undefined> {
  for (const fault of faults) if (fault.kind === 'delay') await deps.clock.wait(fault.delayMs);
  if (faults.some(({ kind }) => kind === 'reset')) return undefined;
  const faulty = toFaultyAnswer(faults);
  if (faulty) return faulty;
  const answer = await decide(deps, call, sender, entry);
  return faults.some(({ kind }) => kind === 'lose-answer') ? undefined : answer;
}

function cutConnection(response: ServerResponse): void {
  if (response.socket) response.socket.resetAndDestroy();
  else response.destroy();
}

/** Who sends: a token that is accepted here, or why there is none. */
interface Sender {
  issued: IssuedToken | undefined;
  name: string;
}

function identify(tokens: TokenRegistry, { request, host }: IncomingCall): Sender {
  const secret = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
  if (secret === undefined) return { issued: undefined, name: 'none' };
  const issued = tokens.find(secret);
  if (!issued || (host && !issued.hosts.has(host.organization.name))) return { issued: undefined, name: 'unknown' };
  return issued.revoked ? { issued: undefined, name: 'revoked' } : { issued, name: issued.token.label };
}

function openEntry(deps: ServeDeps, call: IncomingCall, host: Host | undefined, sender: Sender): JournalEntry {
  return {
    number: deps.journal.nextNumber(),
    at: new Date(deps.clock.now()).toISOString(),
    account: host?.organization.name,
    method: call.request.method ?? 'GET',
    path: call.path,
    template: typeof call.target === 'object' ? call.target.path : undefined,
    query: call.query,
    body: parseJson(call.bodyText).value,
    token: sender.name,
    status: undefined,
    cost: 0,
    rows: 0,
    bytes: 0,
    durationMs: 0,
    faults: [],
  };
}

/** What the organization answers when nothing goes wrong on the way. */
async function decide(deps: ServeDeps, call: IncomingCall, sender: Sender, entry: JournalEntry): Promise<Answer> {
  const { target, host } = call;
  if (typeof target === 'function') {
    await deps.clock.wait(host?.latency.perCallMs ?? 0);
    return target();
  }
  const profile = (sender.issued?.organization ?? host?.organization)?.profile;
  if (!target || (profile && target.existsIn?.(profile) === false)) return unknownPath;
  if (!sender.issued || isDead(sender.issued)) return refusal(401, 'Unauthorized');
  return await carryOut(deps, call, target, sender.issued, entry);
}

/** Whether a token is refused because its owner is disabled, where the account is set to that. */
function isDead({ organization, token }: IssuedToken): boolean {
  if (organization.behaviour.tokenOfDisabledOwner === 'works') return false;
  return organization.users.some((user) => user.legacyId === token.ownerLegacyId && !user.active);
}

async function carryOut(
  deps: ServeDeps,
  call: IncomingCall,
  endpoint: Endpoint,
  { organization, token }: IssuedToken,
  entry: JournalEntry,
): Promise<Answer> {
  const host = deps.hostOf(organization);
  const admission = host.rateLimit.admit(call.path);
  if (!admission.admitted) {
    return refusal(429, 'Too many requests', { 'retry-after': String(admission.retryAfterSeconds) });
  }
  entry.cost = admission.cost;
  try {
    demandPlan(organization.plan, endpoint);
    const { scopes } = endpoint;
    demandScope(token.scopes, typeof scopes === 'function' ? scopes(organization.profile) : scopes);
    await deps.clock.wait(host.latency.perCallMs);
    return endpoint.answer({
      organization,
      token,
      params: call.params,
      query: call.query,
      body: readBody(call.bodyText),
      issueToken: (options) => deps.tokens.issue(organization, { ...options, ownerLegacyId: token.ownerLegacyId }),
    });
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function demandPlan(plan: string, endpoint: Endpoint): void {
  if (plan === 'enterprise' || endpoint.onEveryPlan) return;
  throw new Refusal(403, 'API access to this endpoint is not included in your plan');
}

function readBody(text: string | undefined): unknown {
  const { value, isJson } = parseJson(text);
  if (!isJson) throw new Refusal(400, 'Request body is not valid JSON');
  return value;
}

function parseJson(text: string | undefined): { value?: unknown; isJson: boolean } {
  if (text === undefined || text === '') return { isJson: true };
  try {
    return { value: JSON.parse(text), isJson: true };
  } catch {
    return { isJson: false };
  }
}

const unknownPath = page(
  404,
  '<!DOCTYPE html><html><head><title>Retool</title></head><body><h1>404</h1><p>Page not found</p></body></html>',
);
