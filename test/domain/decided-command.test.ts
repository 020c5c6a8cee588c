import { expect, test } from 'vitest';
import { type DecidedCommand, isDecided } from '../../domain/decided-command.js';

const skip = { kind: 'skip', accountId: 'a', detail: {} } as const;
const toDay = {
  kind: 'reschedule',
  accountId: null,
  detail: { lastDay: '2026-12-31', timeZone: 'Europe/Berlin' },
} as const;
const toInstant = {
  kind: 'reschedule',
  accountId: null,
  detail: { at: '2026-12-31T23:00:00Z', batchId: 'b' },
} as const;

test.each<[string, DecidedCommand, Parameters<typeof isDecided>[1], boolean]>([
  ['the same', { kinds: ['skip'], accountId: 'a' }, skip, true],
  ['one of several kinds', { kinds: ['approve', 'skip'] }, skip, true],
  ['another kind', { kinds: ['retry'], accountId: 'a' }, skip, false],
  ['another account', { kinds: ['skip'], accountId: 'b' }, skip, false],
  ['one account of a decision about all', { kinds: ['skip'], accountId: 'a' }, { ...skip, accountId: null }, false],
  ['the same day', { kinds: ['reschedule'], moment: toDay.detail }, toDay, true],
  ['the same instant', { kinds: ['reschedule'], moment: { at: '2026-12-31T23:00:00Z' } }, toInstant, true],
  ['another instant', { kinds: ['reschedule'], moment: { at: '2026-12-30T23:00:00Z' } }, toInstant, false],
  ['another day', { kinds: ['reschedule'], moment: { ...toDay.detail, lastDay: '2026-12-01' } }, toDay, false],
  ['another zone', { kinds: ['reschedule'], moment: { ...toDay.detail, timeZone: 'Asia/Tokyo' } }, toDay, false],
  ['a day where an instant was decided', { kinds: ['reschedule'], moment: toDay.detail }, toInstant, false],
  ['an instant beside the day', { kinds: ['reschedule'], moment: { ...toDay.detail, at: '2026' } }, toDay, false],
])('a decision stands for the very command it is about: %s', (_, command, decision, expected) => {
  expect(isDecided(command, decision)).toBe(expected);
});
