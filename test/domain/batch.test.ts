import { describe, expect, test } from 'vitest';
import { askAgainMs, type DisablingProgress, isMoving, mayCleanUp, standingOf } from '../../domain/batch.js';
import type { AccountRunState, RunStage } from '../../domain/run.js';

const now = new Date('2026-12-31T18:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const progress = (changes: Partial<DisablingProgress> = {}): DisablingProgress => ({
  ...{ leavers: 6, open: 1, lastAt: ago(1), arrivedAt: ago(1), now },
  ...changes,
});

describe('the clean-up of a leaver', () => {
  test.each([
    ['waits while somebody is still to be disabled', {}, false],
    ['begins when nobody is any more', { open: 0 }, true],
    ['begins when nobody came along for five minutes', { lastAt: ago(5) }, true],
    ['waits on for as long as others come along', { lastAt: ago(4), arrivedAt: ago(59) }, false],
    ['begins after an hour however others come along', { lastAt: ago(0), arrivedAt: ago(60) }, true],
  ])('%s', (_, changes, expected) => {
    expect(mayCleanUp(progress(changes))).toBe(expected);
  });

  test.each([
    [1, 500],
    [100, 3_000],
    [5_000, 30_000],
  ])('of one of %i leavers looks again after %i ms', (leavers, expected) => {
    expect(askAgainMs(progress({ leavers }))).toBe(expected);
  });
});

test.each<[string, RunStage, AccountRunState[], boolean]>([
  ['planned', 'waiting', ['pending'], true],
  ['waiting-for-approval', 'waiting-for-approval', ['pending'], false],
  ['cancelled', 'cancelled', ['pending'], false],
  ['working', 'acting', ['verified', 'working'], true],
  ['waiting', 'acting', ['verified', 'waiting'], true],
  ['held', 'acting', ['held', 'working'], true],
  ['held', 'acting', ['held', 'verified'], false],
  ['verified', 'verified', ['verified', 'nothing-to-do'], false],
  ['nothing-to-do', 'done', ['nothing-to-do', 'nothing-to-do'], false],
  ['incomplete', 'done', ['verified', 'skipped'], false],
])('a leaver stands as %s in stage %s with accounts %j', (expected, stage, accounts, moving) => {
  expect(standingOf(stage, accounts)).toBe(expected);
  expect(isMoving(stage, accounts)).toBe(moving);
});
