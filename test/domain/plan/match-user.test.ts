import { expect, it } from 'vitest';
import { type Match, type MatchFacts, matchUser } from '../../../domain/plan/match-user.js';

const nobody: MatchFacts = {
  linkedUserId: null,
  linkedUserExists: false,
  byWorkEmail: [],
  byOtherEmail: [],
  emailIsShared: false,
  isLinkedToAnother: false,
  inventoryIsRecent: true,
};
const ada = { id: 'user_a', active: true };
const adaToo = { id: 'user_b', active: false };

it.each<[string, Partial<MatchFacts>, Match]>([
  [
    'is the linked one, whatever addresses say',
    { linkedUserId: 'user_l', linkedUserExists: true, byWorkEmail: [ada] },
    { kind: 'user', userId: 'user_l', by: 'link' },
  ],
  ['is the one with the work email', { byWorkEmail: [ada] }, { kind: 'user', userId: 'user_a', by: 'work-email' }],
  [
    'is looked for anew when the linked one is gone',
    { linkedUserId: 'user_l', byWorkEmail: [ada] },
    { kind: 'user', userId: 'user_a', by: 'work-email' },
  ],
  [
    'is held when several have the address',
    { byWorkEmail: [ada, adaToo] },
    { kind: 'hold', why: 'several-users', candidates: ['user_a', 'user_b'] },
  ],
  [
    'is held when only a former address fits',
    { byOtherEmail: [ada] },
    { kind: 'hold', why: 'only-former-email', candidates: ['user_a'] },
  ],
  [
    'is held when two people have the address',
    { byWorkEmail: [ada], emailIsShared: true },
    { kind: 'hold', why: 'email-of-several-people', candidates: ['user_a'] },
  ],
  [
    'is held when the user with the address is linked to somebody else (5.7)',
    { byWorkEmail: [ada], isLinkedToAnother: true },
    { kind: 'hold', why: 'user-of-another-person', candidates: ['user_a'] },
  ],
  ['is nobody after a complete recent sync', {}, { kind: 'none', wasLinked: false }],
  ['is nobody any more when the linked one is gone', { linkedUserId: 'user_l' }, { kind: 'none', wasLinked: true }],
  [
    'is held when the last sync is too old to say that there is nobody',
    { inventoryIsRecent: false },
    { kind: 'hold', why: 'inventory-too-old', candidates: [] },
  ],
])('the user of a person %s', (_, facts, match) => {
  expect(matchUser({ ...nobody, ...facts })).toEqual(match);
});
