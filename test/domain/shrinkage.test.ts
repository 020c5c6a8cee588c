import { describe, expect, it } from 'vitest';
import { findSuspiciousShrinkage } from '../../domain/shrinkage.js';

const users = (before: number, lost: number) => findSuspiciousShrinkage([{ what: 'users vanished', before, lost }]);

describe('findSuspiciousShrinkage', () => {
  it('lets three vanish in an organization of any size', () => {
    expect(users(4, 3)).toEqual([]);
  });

  it('holds the fourth in a small one', () => {
    expect(users(40, 4)).toEqual(['4 of 40 users vanished']);
  });

  it('lets two in a hundred vanish in a large one, and holds one more', () => {
    expect(users(10_000, 200)).toEqual([]);
    expect(users(10_000, 201)).toEqual(['201 of 10000 users vanished']);
  });

  it('names each kind that shrank', () => {
    const reasons = findSuspiciousShrinkage([
      { what: 'users vanished', before: 100, lost: 50 },
      { what: 'groups vanished', before: 9, lost: 1 },
      { what: 'memberships vanished', before: 300, lost: 200 },
    ]);
    expect(reasons).toEqual(['50 of 100 users vanished', '200 of 300 memberships vanished']);
  });
});
