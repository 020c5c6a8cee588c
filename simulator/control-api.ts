import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { behaviourSpec, latencySpec, rateLimitSpec, type RateLimitSpec } from './account-spec.js';
import { assumptions, type Behaviour } from './assumptions.js';
import { changeArguments, type Changes } from './changes.js';
import { faultRuleSpec } from './faults.js';
import type { SimulatedAccount } from './simulated-account.js';
import type { Simulator } from './start-simulator.js';

/**
 * The simulator's own API under `/_simulator`, for people with curl and for other processes: look at the accounts and
 * the journal, plant faults, change people, limits and tokens. It demands no token.
 */
export function addControlApi(app: FastifyInstance, simulator: Simulator): void {
  void app.register(
    (control, _options, done) => {
      control.setErrorHandler((error, _request, reply) =>
        reply.code(400).send({ error: error instanceof z.ZodError ? z.prettifyError(error) : String(error) }),
      );
      control.get('/', () => ({ url: simulator.url, accounts: simulator.accounts.map(describeAccount) }));
      control.get('/assumptions', () => assumptions);
      addJournal(control, simulator);
      addFaults(control, simulator);
      addAccount(control, simulator);
      addTokens(control, simulator);
      done();
    },
    { prefix: '/_simulator' },
  );
}

/** What a caller needs to know to use an account. */
export function describeAccount(account: SimulatedAccount) {
  const { name, profile, plan, organizationId, baseUrl, gatewayUrl, tokens, special } = account;
  return { name, profile, plan, organizationId, baseUrl, gatewayUrl, tokens, special, counts: account.counts() };
}

const journalQuery = z.strictObject({
  account: z.string().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  template: z.string().optional(),
  after: z.coerce.number().optional(),
});

function addJournal(control: FastifyInstance, { journal }: Simulator): void {
  control.get('/journal', ({ query }) => journal.entries(journalQuery.parse(query)));
  control.delete('/journal', (_request, reply) => {
    journal.clear();
    return reply.code(204).send();
  });
}

function addFaults(control: FastifyInstance, { faults }: Simulator): void {
  control.get('/faults', () => faults.list());
  control.post('/faults', (request) => ({ id: faults.add(readJson(request, faultRuleSpec)).id }));
  control.delete('/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  control.delete('/faults/:id', (request, reply) => {
    const { id } = z.object({ id: z.coerce.number() }).parse(request.params);
    return reply.code(faults.remove(id) ? 204 : 404).send();
  });
}

const change = z.strictObject({
  change: z.string().refine((name) => Object.hasOwn(changeArguments, name), 'no such change'),
  arguments: z.array(z.unknown()).default([]),
});

function addAccount(control: FastifyInstance, simulator: Simulator): void {
  const path = '/accounts/:name';
  const accountOf = (request: FastifyRequest) => simulator.account((request.params as { name: string }).name);
  control.get(path, (request) => describeAccount(accountOf(request)));
  control.get(`${path}/users`, (request) => accountOf(request).users());
  control.get(`${path}/users/:email`, (request) => {
    const { email } = request.params as { email: string };
    return accountOf(request).findUser(email) ?? { error: 'no such user' };
  });
  control.get(`${path}/people/:email`, (request) => {
    const { email } = request.params as { email: string };
    return accountOf(request).describeUser(email);
  });
  control.get(`${path}/access-requests`, (request) => accountOf(request).accessRequests());
  control.get(`${path}/workflows`, (request) => accountOf(request).workflows());
  control.get(`${path}/groups`, (request) => accountOf(request).groups());
  control.get(`${path}/invites`, (request) => accountOf(request).invites());
  control.get(`${path}/totals`, (request) => accountOf(request).totals());
  control.post(`${path}/changes`, (request) => {
    const asked = readJson(request, change);
    const name = asked.change as keyof Changes;
    const given = changeArguments[name].parse(asked.arguments);
    const result: unknown = Reflect.apply(accountOf(request).change[name], undefined, given);
    return { result: result ?? null };
  });
  control.put(`${path}/rate-limit`, (request) => {
    accountOf(request).setRateLimit(readJson(request, rateLimitSpec) as RateLimitSpec);
    return {};
  });
  control.put(`${path}/latency`, (request) => {
    accountOf(request).setLatency(readJson(request, latencySpec));
    return {};
  });
  control.put(`${path}/behaviour`, (request) => {
    accountOf(request).setBehaviour(readJson(request, behaviourSpec) as Partial<Behaviour>);
    return {};
  });
}

const newToken = z.strictObject({ label: z.string(), scopes: z.array(z.string()), owner: z.string().optional() });
const oneToken = z.strictObject({ token: z.string() });

function addTokens(control: FastifyInstance, simulator: Simulator): void {
  const path = '/accounts/:name/tokens';
  const accountOf = (request: FastifyRequest) => simulator.account((request.params as { name: string }).name);
  control.post(path, (request) => {
    const { label, scopes, owner } = readJson(request, newToken);
    return { token: accountOf(request).createToken({ label, scopes, ...(owner !== undefined && { owner }) }) };
  });
  control.post(`${path}/revoke`, (request) => {
    accountOf(request).revokeToken(readJson(request, oneToken).token);
    return {};
  });
  control.post(`${path}/restore`, (request) => {
    accountOf(request).restoreToken(readJson(request, oneToken).token);
    return {};
  });
  control.post(`${path}/swap`, (request) => {
    const { token, other } = readJson(request, oneToken.extend({ other: z.string() }));
    accountOf(request).swapToken(token, other);
    return {};
  });
}

/** Bodies arrive as text, whatever they are. */
function readJson<T extends z.ZodType>(request: FastifyRequest, schema: T): z.output<T> {
  const text = typeof request.body === 'string' && request.body !== '' ? request.body : '{}';
  return schema.parse(JSON.parse(text));
}
