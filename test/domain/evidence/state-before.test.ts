import { expect, test } from 'vitest';
import type { EntryOfKind } from '../../../domain/evidence/entries.js';
import { stateBefore } from '../../../domain/evidence/state-before.js';
import type { PresentState } from '../../../domain/plan/present-state.js';
import { entries, presentState } from '../../fakes/ledger-story.js';

const planned = (before: PresentState, purpose: 'act' | 'preview' = 'act') =>
  entries.planned(undefined, { before, purpose }) as EntryOfKind<'planned'>;

const later = { read: false as const, why: { kind: 'later' as const } };
const grant = { object: { type: 'app', id: 'a1' }, accessLevel: 'use' };

test('before a batch disabled everybody is what the first plan found, and what it left is from the next', () => {
  const first: PresentState = { ...presentState(), grants: later };
  const next: PresentState = {
    ...presentState(),
    memberships: { read: true, value: [] },
    grants: { read: true, value: [grant] },
  };
  expect(stateBefore([planned(first), planned(next)])).toEqual({ ...first, grants: next.grants });
  expect(stateBefore([planned(first)])).toEqual(first);
});

test('before anything was done is what the last preview found; nothing where nothing was planned', () => {
  const state = presentState();
  expect(stateBefore([planned({ ...state, user: null }, 'preview'), planned(state, 'preview')])).toEqual(state);
  expect(stateBefore([])).toBeUndefined();
});
