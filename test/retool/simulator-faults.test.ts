import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRetoolClient, type RetoolClient } from '../../retool/client.js';
import type { RetoolError } from '../../retool/retool-error.js';
import { startSimulator, type FaultRule, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { expectNothingOf, rejectionOf } from '../fakes/nothing-secret.js';

let simulator: Simulator;
let acme: SimulatedAccount;
let client: RetoolClient;
/** Somebody in the organization, and a group of theirs. */
let person: { id: string; email: string; firstName: string | null; lastName: string | null };
let groupId: number;

const drain = async (list: AsyncIterable<unknown>) => {
  for await (const _ of list);
};

/** Every kind of call there is: as it is answered (whole, as a list, in pages, discarded), not every endpoint. */
const calls = {
  'reading the organization': () => client.organization.get(),
  'reading a page of users': () => client.users.page({ limit: 100 }),
  'reading all users': () => drain(client.users.all()),
  'reading a user': () => client.users.get(person.id),
  'looking for a user': () => client.users.find(person.email),
  'reading all groups': () => drain(client.groups.all()),
  'reading a group': () => client.groups.get(groupId),
  'reading invites': () => client.invites.list(),
  'reading tokens': () => client.accessTokens.list(),
  'creating a user': () =>
    client.users.create({ email: 'new.hire@acme.example', firstName: 'Nadia', lastName: 'Quist' }),
  'disabling a user': () => client.users.setActive(person.id, false),
  'adding a member': () => client.groups.addMember(groupId, person.id),
  'removing a member': () => client.groups.removeMember(groupId, person.id),
};
const reads = Object.entries(calls).filter(([name]) => name.startsWith('reading') || name.startsWith('looking'));
const everyCall = Object.entries(calls);

const connect = (account: SimulatedAccount, token: string, limits = {}) =>
  createRetoolClient({ baseUrl: account.baseUrl, token, limits });

beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [{ name: 'acme' }, { name: 'other', domain: 'other.example' }, { name: 'small-plan', plan: 'business' }],
  });
  acme = simulator.account('acme');
  client = connect(acme, acme.tokens.full, { callMs: 5000, headersMs: 5000 });
  const found = acme.findUser(acme.special.groupAdmin);
  const group = acme.groups().find(({ name }) => found?.groups.includes(name) && name !== 'All Users');
  if (!found || !group) throw new Error('The simulated organization lacks somebody with a group.');
  person = found;
  groupId = group.id;
});

afterEach(() => {
  simulator.faults.clear();
});

afterAll(async () => {
  await client.close();
  await simulator.close();
});

/** What no error may show: the token, and whatever a call or an answer says of people. */
function secrets(): string[] {
  const people = [person.email, person.id, String(person.firstName), String(person.lastName), 'new.hire', 'Quist'];
  return [acme.tokens.full, acme.tokens.full.slice(7), ...people, encodeURIComponent(person.email), 'Bearer'];
}

async function failureOf(call: () => Promise<unknown>, fault: FaultRule['fault']): Promise<RetoolError> {
  simulator.faults.add({ fault });
  const error = await rejectionOf(call());
  expectNothingOf(error, secrets());
  return error as RetoolError;
}

/** Text that quotes a person, as a server's answer may. */
const quoting = () => `No user '${person.id}' (${person.email}, ${person.lastName}) found`;

describe('a status', () => {
  it.each([
    [400, 'RetoolRejectedError', false],
    [401, 'RetoolUnauthorizedError', false],
    [403, 'RetoolForbiddenError', false],
    [404, 'RetoolNotFoundError', false],
    [409, 'RetoolConflictError', false],
    [422, 'RetoolRejectedError', false],
    [429, 'RetoolRateLimitedError', true],
    [500, 'RetoolUnavailableError', true],
    [502, 'RetoolUnavailableError', true],
    [503, 'RetoolUnavailableError', true],
    [504, 'RetoolUnavailableError', true],
  ])('%i is a %s for every call, and Retool’s words are not passed on', async (status, name, isRetryable) => {
    for (const [, call] of everyCall) {
      const error = await failureOf(call, { kind: 'status', status, message: quoting() });
      expect(error).toMatchObject({ name, status, isRetryable });
      simulator.faults.clear();
    }
  });

  it.each([
    [429, 6, 6000],
    [503, '120', 120_000],
    [503, undefined, undefined],
  ])('%i with Retry-After %s says how long to wait', async (status, retryAfter, retryAfterMs) => {
    const fault = { kind: 'status' as const, status, ...(retryAfter !== undefined && { retryAfter }) };
    expect(await failureOf(calls['reading a user'], fault)).toMatchObject({ retryAfterMs });
  });

  it('503 with Retry-After as a date says how long to wait', async () => {
    const retryAfter = new Date(Date.now() + 30 * 60_000).toUTCString();
    const { retryAfterMs } = await failureOf(calls['reading a user'], { kind: 'status', status: 503, retryAfter });
    expect(retryAfterMs).toBeGreaterThan(20 * 60_000);
    expect(retryAfterMs).toBeLessThanOrEqual(30 * 60_000);
  });
});

describe('a page instead of the API', () => {
  it.each([
    [200, 'RetoolNotUnderstoodError', false],
    [401, 'RetoolUnauthorizedError', false],
    [403, 'RetoolForbiddenError', false],
    [404, 'RetoolNotUnderstoodError', false],
    [502, 'RetoolUnavailableError', true],
  ])('with status %i is a %s for every call', async (status, name, isRetryable) => {
    for (const [, call] of everyCall) {
      expect(await failureOf(call, { kind: 'html', status })).toMatchObject({ name, status, isRetryable });
      simulator.faults.clear();
    }
  });

  it('that wants a sign-in is told apart, with what to do', async () => {
    for (const [, call] of everyCall) {
      const error = await failureOf(call, { kind: 'sign-in-page' });
      expect(error).toMatchObject({ name: 'RetoolNotUnderstoodError', reason: 'sign-in-page', isRetryable: false });
      expect(error.message).toContain('Let the API path pass the proxy');
      simulator.faults.clear();
    }
  });
});

describe('a connection', () => {
  it('that is reset is unreachable for every call', async () => {
    for (const [, call] of everyCall) {
      const error = await failureOf(call, { kind: 'reset' });
      expect(error).toMatchObject({ name: 'RetoolUnreachableError', isRetryable: true, status: undefined });
      simulator.faults.clear();
    }
  });

  it.each(reads)('that is cut in the answer is unreachable (%s)', async (_, call) => {
    const error = await failureOf(call, { kind: 'truncate', afterBytes: 40 });
    expect(error).toMatchObject({ name: 'RetoolUnreachableError', isRetryable: true });
  });

  it.each(reads)('that ends in good order before the answer is whole is unreachable (%s)', async (_, call) => {
    const error = await failureOf(call, { kind: 'truncate', afterBytes: 40, inGoodOrder: true });
    expect(error).toMatchObject({ name: 'RetoolUnreachableError', code: 'BROKEN_OFF', isRetryable: true });
  });

  it('that is slower than the time limit times out', async () => {
    const hasty = connect(acme, acme.tokens.full, { callMs: 30, headersMs: 30 });
    const lists = [() => drain(hasty.users.all()), () => hasty.users.get(person.id)];
    for (const call of lists) {
      const error = await failureOf(call, { kind: 'delay', delayMs: 600_000 });
      expect(error).toMatchObject({ name: 'RetoolTimeoutError', isRetryable: true });
    }
    await hasty.close();
  });
});

describe('a write', () => {
  it('that was applied, and whose answer was lost, is unreachable; only reading shows what it did', async () => {
    const error = await failureOf(() => client.users.setActive(person.id, false), { kind: 'lose-answer' });
    expect(error).toMatchObject({ name: 'RetoolUnreachableError', isRetryable: true });
    simulator.faults.clear();
    expect(await client.users.get(person.id)).toMatchObject({ active: false });
    expect(await client.users.setActive(person.id, true)).toMatchObject({ active: true });
  });

  it('whose large answer breaks off counts as done: the status has said so', async () => {
    simulator.faults.add({ method: 'POST', fault: { kind: 'truncate', afterBytes: 40 } });
    await client.groups.addMember(groupId, person.id, { isGroupAdmin: true });
    const members = acme.groups().find(({ id }) => id === groupId)?.members;
    expect(members).toContainEqual({ email: person.email, isGroupAdmin: true });
  });

  it('of a user whose email exists is a conflict, without the email', async () => {
    const again = { email: person.email, firstName: 'Grace', lastName: 'Lindholm' };
    const error = await rejectionOf(client.users.create(again));
    expect(error).toMatchObject({ name: 'RetoolConflictError', status: 409 });
    expectNothingOf(error, secrets());
  });
});

describe('a token', () => {
  it('that is revoked is refused until it is restored', async () => {
    acme.revokeToken(acme.tokens.full);
    const error = await rejectionOf(client.users.get(person.id));
    expect(error).toMatchObject({ name: 'RetoolUnauthorizedError', fromApi: true, isRetryable: false });
    expectNothingOf(error, secrets());
    acme.restoreToken(acme.tokens.full);
    expect(await client.users.get(person.id)).toMatchObject({ email: person.email });
  });

  it('that lacks a scope is told which', async () => {
    const limited = connect(acme, acme.tokens.noGroupsWrite);
    const error = await rejectionOf(limited.groups.removeMember(groupId, person.id));
    expect(error).toMatchObject({ name: 'RetoolForbiddenError', missingScope: 'groups:write', planLimit: false });
    expect((error as Error).message).toContain('the token lacks groups:write');
    await limited.close();
  });

  it('of a plan without the API is told so', async () => {
    const small = simulator.account('small-plan');
    const limited = connect(small, small.tokens.full);
    const error = await rejectionOf(limited.users.page({ limit: 1 }));
    expect(error).toMatchObject({ name: 'RetoolForbiddenError', planLimit: true });
    await limited.close();
  });

  it('that was swapped behind the shared host shows by the id of the organization', async () => {
    const token = acme.createToken({ label: 'to be swapped', scopes: ['organization:read'] });
    const shared = createRetoolClient({ baseUrl: acme.gatewayUrl, token });
    expect(await shared.organization.get()).toEqual({ id: acme.organizationId });
    acme.swapToken(token, 'other');
    expect(await shared.organization.get()).toEqual({ id: simulator.account('other').organizationId });
    await shared.close();
  });

  it('is in no entry of the journal', () => {
    expect(JSON.stringify(simulator.journal.entries())).not.toContain(acme.tokens.full);
  });
});

describe('the rate limit', () => {
  it('is met with an error that says how long to wait', async () => {
    const other = simulator.account('other');
    other.setRateLimit({ kind: 'points', points: 5, windowMs: 60_000 });
    const limited = connect(other, other.tokens.full);
    await limited.groups.get(other.groups()[0]?.id ?? 0);
    const error = await rejectionOf(limited.organization.get());
    expect(error).toMatchObject({ name: 'RetoolRateLimitedError', isRetryable: true });
    expect((error as RetoolError).retryAfterMs).toBeGreaterThan(0);
    other.setRateLimit({ kind: 'off' });
    await limited.close();
  });
});
