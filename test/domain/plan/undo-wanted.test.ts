import { expect, it } from 'vitest';
import type { Step } from '../../../domain/plan/step.js';
import { undoWanted } from '../../../domain/plan/undo-wanted.js';
import type { WantedState } from '../../../domain/plan/wanted-state.js';

const userId = 'user_a';
const finance = { groupId: 5, groupName: 'Finance' };
const reason = '';
const join: Step = { id: 'a', kind: 'addToGroup', userId, ...finance, isGroupAdmin: false, before: null, reason };
const leave: Step = { id: 'b', kind: 'removeFromGroup', userId, ...finance, wasGroupAdmin: true, reason };
const enable: Step = { id: 'c', kind: 'enableUser', userId, reason };
const disable: Step = { id: 'd', kind: 'disableUser', userId, wasAdmin: false, reason };
const raise: Step = { id: 'e', kind: 'setSeat', userId, from: 'internalUser', to: 'builder', reason };

it.each<[string, WantedState, Step[], WantedState]>([
  [
    'a group that was given',
    { memberships: { present: [finance], absent: [] } },
    [join],
    { memberships: { present: [], absent: [5] } },
  ],
  ['no group that was theirs before', { memberships: { present: [finance], absent: [] } }, [], {}],
  [
    'who administered a group before',
    { memberships: { present: [{ ...finance, isGroupAdmin: true }], absent: [] } },
    [{ ...join, isGroupAdmin: true, before: { isGroupAdmin: false } }],
    { memberships: { present: [{ ...finance, isGroupAdmin: false }], absent: [] } },
  ],
  [
    'a group that was taken',
    { memberships: { present: [], absent: [5] } },
    [leave],
    { memberships: { present: [{ ...finance, isGroupAdmin: true }], absent: [] } },
  ],
  ['somebody who was enabled', { active: true }, [enable], { active: false }],
  ['somebody who was disabled', { active: false }, [disable], { active: true }],
  ['a seat', { seat: 'builder' }, [raise], { seat: 'internalUser' }],
])('access for a time takes back %s', (_, wanted, steps, undone) => {
  expect(undoWanted(wanted, steps)).toEqual(undone);
});

it('steps that took it back already do not bring it back again', () => {
  const wanted: WantedState = { active: true, memberships: { present: [finance], absent: [] } };
  expect(undoWanted(wanted, [enable, join, disable, leave])).toEqual({
    active: false,
    memberships: { present: [], absent: [5] },
  });
});
