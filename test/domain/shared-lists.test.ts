import { describe, expect, test } from 'vitest';
import { longestShareMs, mayShare, oldestShare } from '../../domain/shared-lists.js';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 9, 0, second));

describe('the instant after which a list has to have been read', () => {
  test.each([
    ['is that of the last write', { lastWriteAt: at(20), effectiveAt: at(10), now: at(30) }, at(20)],
    [
      'is the moment of the run where nothing was written since',
      { lastWriteAt: at(5), effectiveAt: at(10), now: at(30) },
      at(10),
    ],
    [
      'is the moment of the run where nothing was written at all',
      { lastWriteAt: null, effectiveAt: at(10), now: at(30) },
      at(10),
    ],
    ['is the last write alone before that moment', { lastWriteAt: at(5), effectiveAt: at(40), now: at(30) }, at(5)],
    [
      'does not matter before that moment without a write',
      { lastWriteAt: null, effectiveAt: at(40), now: at(30) },
      null,
    ],
  ])('%s', (_, facts, expected) => {
    expect(oldestShare(facts)).toEqual(expected);
  });
});

describe('a list that was read for somebody else', () => {
  test.each([
    ['proves a write that it was begun after', at(21), 0, true],
    ['proves nothing that was written in the same millisecond', at(20), 0, false],
    ['proves nothing that was written later', at(19), 0, false],
    ['counts up to half a minute', at(21), longestShareMs, true],
    ['counts no longer', at(21), longestShareMs + 1, false],
  ])('%s', (_, beganAt, ageMs, expected) => {
    expect(mayShare({ beganAt, ageMs }, at(20))).toBe(expected);
  });
});
