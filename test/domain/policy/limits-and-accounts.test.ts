import { describe, expect, it } from 'vitest';
import { accountPolicy, defaultAccountPolicy } from '../../../domain/policy/account-policy.js';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import type { Policy } from '../../../domain/policy/policy.js';
import { removalLimit } from '../../../domain/policy/removal-limit.js';

describe('removalLimit', () => {
  it.each([
    // count, share in percent, enabled users, limit
    [5, 2, 0, 5],
    [5, 2, 40, 5],
    [5, 2, 250, 5],
    [5, 2, 299, 5],
    [5, 2, 300, 6],
    [5, 2, 10_000, 200],
    [5, 0, 10_000, 5],
    [0, 0, 10_000, 0],
    [0, 2, 49, 0],
    [0, 100, 41, 41],
    [0, 1.15, 2_000, 23],
    [0, 0.29, 10_000, 29],
  ])('of %d or %d %% with %d enabled users is %d', (count, sharePercent, activeUsers, limit) => {
    const policy: Policy = { ...defaultPolicy, removals: { perAccountAndDay: { count, sharePercent } } };
    expect(removalLimit(policy, activeUsers)).toBe(limit);
  });
});

describe('accountPolicy', () => {
  const locked = { readOnly: true, writesPaused: false, namedSeats: true };
  const policy: Policy = { ...defaultPolicy, accounts: { 'acme-onprem': locked } };

  it('is what the file says of the account', () => {
    expect(accountPolicy(policy, 'acme-onprem')).toEqual(locked);
  });

  it.each(['acme-cloud', 'constructor', 'valueof'])('restricts nothing where the file does not name %s', (name) => {
    expect(accountPolicy(policy, name)).toEqual(defaultAccountPolicy);
  });
});

describe('a policy', () => {
  it('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(defaultPolicy))).toEqual(defaultPolicy);
  });
});
