import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import { findExclusion } from '../../../domain/policy/find-exclusion.js';
import type { Exclusion } from '../../../domain/policy/policy.js';

const now = new Date('2026-11-24T13:00:00Z');

function exclusion(changes: Partial<Exclusion> = {}): Exclusion {
  return {
    email: 'root@acme.example',
    account: '*',
    owner: 'it-security',
    reason: 'break glass',
    expiresOn: '2027-03-31',
    expiresAt: '2027-03-31T22:00:00.000Z',
    ...changes,
  };
}

function find(exclusions: Exclusion[], query: { emails?: string[]; accountName?: string; now?: Date } = {}) {
  return findExclusion(
    { ...defaultPolicy, exclusions },
    { emails: ['root@acme.example'], accountName: 'acme-cloud', now, ...query },
  );
}

describe('findExclusion', () => {
  it.each([
    ['in all accounts', exclusion(), {}],
    ['in the account it names', exclusion({ account: 'acme-cloud' }), {}],
    ['by an address in other letters, with spaces', exclusion(), { emails: [' ROOT@acme.example '] }],
    ['by any address of the person', exclusion(), { emails: ['r@acme.example', 'root@acme.example'] }],
    ['to the last millisecond', exclusion(), { now: new Date('2027-03-31T21:59:59.999Z') }],
  ])('protects %s', (_, entry, query) => {
    expect(find([entry], query)).toEqual(entry);
  });

  it.each([
    ['in another account', exclusion({ account: 'acme-onprem' }), {}],
    ['by part of an address', exclusion(), { emails: ['root@acme.example.com', 'oot@acme.example'] }],
    ['without an address', exclusion(), { emails: [] }],
    ['from the end of its last day on', exclusion(), { now: new Date('2027-03-31T22:00:00Z') }],
  ])('does not protect %s', (_, entry, query) => {
    expect(find([entry], query)).toBeUndefined();
  });

  it('names the one that holds longest', () => {
    const short = exclusion({ account: 'acme-cloud', expiresAt: '2026-12-01T00:00:00.000Z' });
    const long = exclusion();
    const over = exclusion({ expiresAt: '2026-11-01T00:00:00.000Z' });
    expect(find([short, long, over])).toBe(long);
    expect(find([over, long, short])).toBe(long);
  });
});
