import { describe, expect, it } from 'vitest';
import { completeFeatures, featuresOf, newestFeatures, parseRetoolVersion } from '../../domain/retool-version.js';

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

  it.each([
    ['accessRequests', [3, 26]],
    ['accessTokens', [3, 157]],
    ['workflows', [3, 185]],
    ['userGrants', [3, 187]],
    ['roleGrants', [3, 284]],
  ] as const)('knows %s from the release that brought it', (feature, [major, minor]) => {
    expect(featuresOf([major, minor - 1, 9])[feature]).toBe(false);
    expect(featuresOf([major, minor, 0])[feature]).toBe(true);
  });

  it('gives every feature to the newest line', () => {
    expect(Object.values(featuresOf([4, 70, 0])).every(Boolean)).toBe(true);
  });

  it('takes an unknown version for an old one', () => {
    expect(Object.values(featuresOf(undefined)).some(Boolean)).toBe(false);
  });
});

describe('completeFeatures', () => {
  const kept = (version: [number, number, number] | undefined) => {
    const { paging, includeGroups, seatType, userLogout, removesDisabledMembers, deleteDisables } = featuresOf(version);
    return { paging, includeGroups, seatType, userLogout, removesDisabledMembers, deleteDisables };
  };

  it('adds what was not known when features were kept, by the version', () => {
    expect(completeFeatures(kept([3, 186, 0]), '3.186.2')).toEqual(featuresOf([3, 186, 2]));
    expect(completeFeatures(kept([3, 334, 0]), '3.334.17')).toEqual(featuresOf([3, 334, 17]));
  });

  it('takes what was kept of a version that was not told for Cloud where it had per-user logout', () => {
    expect(completeFeatures(kept([4, 70, 0]), null)).toEqual(newestFeatures);
  });

  it('does not credit a version that was never told with what was not seen', () => {
    const seen = { ...kept(undefined), paging: true, includeGroups: true };
    expect(completeFeatures(seen, null)).toEqual({ ...featuresOf(undefined), paging: true, includeGroups: true });
  });

  it('keeps what was seen, whatever the version says', () => {
    expect(completeFeatures({ ...kept([4, 70, 0]), seatType: false }, '4.70.0')).toMatchObject({ seatType: false });
  });
});
