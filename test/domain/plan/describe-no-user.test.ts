import { expect, it } from 'vitest';
import { describeNoUser } from '../../../domain/plan/describe-no-user.js';
import type { Step } from '../../../domain/plan/step.js';

const invite = (inviteId: number): Step => ({
  id: `deleteInvite/${inviteId}`,
  kind: 'deleteInvite',
  inviteId,
  expiresAt: null,
  reason: '',
});
const request: Step = { id: 'denyAccessRequest/1', kind: 'denyAccessRequest', requestId: 1, reason: '' };
const none = { read: true as const, value: [] };
const unread = { read: false as const, why: { kind: 'scope-missing' as const, scope: 'users:read' } };
const one = { read: true as const, value: [{ id: 1, expiresAt: null }] };

it.each([
  ['no user fits, and no invite', none, false, []],
  ['no user fits; 1 access request denied', none, false, [request]],
  ['never had a user; 1 pending invite removed', none, false, [invite(1)]],
  [
    'never had a user; 2 pending invites removed; 1 access request denied',
    none,
    false,
    [invite(1), invite(2), request],
  ],
  ['no user fits', unread, false, []],
  ['never had a user; pending invites: 1', one, false, []],
  ['the user is gone, and no invite', none, true, []],
])('%s', (words, invites, wasLinked, done) => {
  expect(describeNoUser({ invites }, { wasLinked, done })).toBe(words);
});
