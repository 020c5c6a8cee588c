import { expect, it } from 'vitest';
import { planAccount } from '../../../domain/plan/plan-account.js';
import { planAhead } from '../../../domain/plan/plan-ahead.js';
import type { PresentState } from '../../../domain/plan/present-state.js';
import type { WantedState } from '../../../domain/plan/wanted-state.js';
import { newest, noState } from './model.js';

const nobody: PresentState = { ...noState, user: null, memberships: { read: false, why: { kind: 'not-asked' } } };
const wanted: WantedState = {
  active: true,
  creation: { how: 'user', email: 'ada@acme.example', firstName: 'Ada', lastName: 'Byrne' },
  seat: 'builder',
  memberships: { present: [{ groupId: 5, groupName: 'Finance' }], absent: [] },
};
const named = { ...newest, namedSeats: true };

const ahead = (present: PresentState, asked = wanted, rules = named) =>
  planAhead(planAccount(present, asked, rules), present, asked, rules);

it('tells what follows once a user is made: the paid seat and the groups', () => {
  expect(planAccount(nobody, wanted, named).steps.map(({ kind }) => kind)).toEqual(['createUser']);
  expect(ahead(nobody)?.plan.steps.map(({ kind }) => kind)).toEqual(['setSeat', 'addToGroup']);
});

it('has nothing to tell where an invite brings the groups, or where there is a user', () => {
  const creation = { how: 'invite' as const, email: 'ada@acme.example', firstName: 'Ada', lastName: 'Byrne' };
  const invites = { read: true as const, value: [] };
  expect(ahead({ ...nobody, invites }, { ...wanted, creation })).toBeUndefined();
  expect(ahead(noState)).toBeUndefined();
});
