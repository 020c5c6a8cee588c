import { describe, expect, it } from 'vitest';
import { compareDrift, describeDrift, type Drift, toDrift } from '../../domain/drift.js';

const drift = (enabled: boolean, ...groupIds: number[]): Drift => ({ enabled, groupIds });

describe('what a leaver has again', () => {
  it('is what all users of that person have together', () => {
    const users = [
      { active: false, groupIds: [9, 7] },
      { active: true, groupIds: [7] },
    ];
    expect(toDrift(users)).toEqual(drift(true, 7, 9));
    expect(toDrift([])).toEqual(drift(false));
  });

  it.each<[string, ReturnType<typeof compareDrift>, Drift | null, Drift]>([
    ['nothing, as before', 'none', null, drift(false)],
    ['enabled again', 'news', null, drift(true)],
    ['in a group again', 'news', null, drift(false, 7)],
    ['the same as before', 'none', drift(true, 7), drift(true, 7)],
    ['in one group more', 'news', drift(true, 7), drift(true, 7, 9)],
    ['in another group instead', 'news', drift(true, 7), drift(true, 9)],
    ['enabled, too', 'news', drift(false, 7), drift(true, 7)],
    ['only a part of it any more', 'less', drift(true, 7), drift(true)],
    ['disabled, and still in a group', 'less', drift(true, 7), drift(false, 7)],
    ['nothing any more', 'over', drift(true, 7), drift(false)],
  ])('is judged against what was known: %s', (_, news, known, now) => {
    expect(compareDrift(known, now)).toBe(news);
  });

  it('is said in words', () => {
    expect([drift(true), drift(true, 7), drift(false, 7, 9)].map(describeDrift)).toEqual([
      'enabled again',
      'enabled again, in a group',
      'disabled, in 2 groups',
    ]);
  });
});
