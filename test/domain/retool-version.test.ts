import { describe, expect, it } from 'vitest';
import { featuresOf, parseRetoolVersion } from '../../domain/retool-version.js';

describe('parseRetoolVersion', () => {
  it.each([
    ['3.334.17', [3, 334, 17]],
    ['v4.70', [4, 70, 0]],
    ['3.243.1-stable', [3, 243, 1]],
  ])('reads %s', (text, expected) => {
    expect(parseRetoolVersion(text)).toEqual(expected);
  });

  it('does not guess what has no such form', () => {
    expect(parseRetoolVersion('latest')).toBeUndefined();
  });
});

describe('featuresOf', () => {
  it('knows that 3.243 ignores the removal of a disabled member and 3.244 does not', () => {
    expect(featuresOf([3, 243, 9]).removesDisabledMembers).toBe(false);
    expect(featuresOf([3, 244, 0]).removesDisabledMembers).toBe(true);
  });

  it('knows that DELETE really deletes before 3.102', () => {
    expect(featuresOf([3, 100, 0]).deleteDisables).toBe(false);
    expect(featuresOf([3, 102, 0]).deleteDisables).toBe(true);
  });

  it('gives every feature to the newest line', () => {
    expect(Object.values(featuresOf([4, 70, 0])).every(Boolean)).toBe(true);
  });

  it('takes an unknown version for an old one', () => {
    expect(Object.values(featuresOf(undefined)).some(Boolean)).toBe(false);
  });
});
