import { describe, expect, it } from 'vitest';
import { defaultRateLimit, pointsOf, stepsAtOnce, usablePoints } from '../../domain/rate.js';

describe('pointsOf', () => {
  it.each([
    ['/users', 2],
    ['/users/{userId}', 2],
    ['/user_invites', 2],
    ['/groups/{groupId}/members', 5],
    ['/organization/', 5],
    ['/permissions/listObjects', 10],
    ['/something/new', 5],
  ])('%s costs %i', (path, points) => {
    expect(pointsOf(path)).toBe(points);
  });

  it.each([
    ['/users/{userId}', 7],
    ['/groups/{groupId}/members', 0],
    ['/user_invites', 2],
    ['/something/new', 5],
  ])('%s costs %i where the account has costs of its own for users and groups', (path, points) => {
    expect(pointsOf(path, { users: 7, groups: 0 })).toBe(points);
  });
});

describe('stepsAtOnce', () => {
  it.each([
    ['Retool as it is', 300, 1],
    ['hardly any calls', 10, 1],
    ['more calls', 1_500, 5],
    ['no limit to speak of', 1_000_000, 10],
  ])('with %s', (_limit, points, expected) => {
    expect(stepsAtOnce({ ...defaultRateLimit, points })).toBe(expected);
  });
});

describe('usablePoints', () => {
  it('stays below the limit, and keeps a share of it for changes to people', () => {
    expect(usablePoints(defaultRateLimit, 'people')).toBe(291);
    expect(usablePoints(defaultRateLimit, 'bulk')).toBe(261);
  });
});
