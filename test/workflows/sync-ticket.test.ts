import { describe, expect, test } from 'vitest';
import type { FailureType } from '../../domain/failures.js';
import { failureTypes } from '../../domain/failures.js';
import {
  attentionOf,
  createTicket,
  describeTicket,
  startReading,
  type SyncTicket,
} from '../../workflows/sync-ticket.js';
import { counts, runId } from '../fakes/sync-activities.js';

const ticket = (changes: Partial<SyncTicket> = {}): SyncTicket => ({ ...createTicket('acme-cloud'), ...changes });

const failed = (failure: FailureType) =>
  ticket({ stage: 'failed', result: { outcome: 'failed', runId, failure, message: 'It broke.' } });

test('goes through JSON unchanged', () => {
  const full = failed('RetoolUnavailableError');
  startReading(full);
  expect(JSON.parse(JSON.stringify(full))).toEqual(full);
});

test('forgets the numbers of a reading that got lost', () => {
  const read = ticket({ reading: 1, users: 1000, groups: 4, memberships: 9, invites: 1, userReading: 'whole' });
  startReading(read);
  expect(read).toEqual(ticket({ reading: 2 }));
});

describe('the text for operators', () => {
  test('says what was read and what is still to come', () => {
    const text = describeTicket(
      ticket({ stage: 'reading', reading: 1, users: 1000, invites: 2, userReading: 'whole' }),
    );
    expect(text).toContain('**Sync of acme-cloud** · stage: reading');
    expect(text).toContain('1000 users, groups still to come, memberships still to come, 2 invites');
    expect(text).toContain('all users come in one answer');
  });

  test('says that it reads again', () => {
    expect(describeTicket(ticket({ stage: 'reading', reading: 2 }))).toContain('reading number 2');
  });

  test('gives the command that settles a held run', () => {
    const reasons = ['40 of 250 users vanished or disabled'];
    const text = describeTicket(ticket({ stage: 'held', result: { outcome: 'held', runId, reasons, counts } }));
    expect(text).toContain(reasons[0]);
    expect(text).toContain('steward sync review acme-cloud accept');
  });

  test('says that leavers have access again, and where to look', () => {
    const result = { outcome: 'applied', runId, baseline: false, counts: { ...counts, cameBack: 2 } } as const;
    const applied = ticket({ stage: 'applied', result });
    expect(describeTicket(applied)).toContain('the access of 2 who left. See whose: `steward runs --attention`');
    expect(attentionOf(applied)).toBe('access-came-back');
  });

  test('calls the first sync the baseline', () => {
    const result = { outcome: 'applied', runId, baseline: true, counts } as const;
    expect(describeTicket(ticket({ stage: 'applied', result }))).toContain('baseline');
  });

  test.each(failureTypes)('says what to do after %s', (failure) => {
    expect(describeTicket(failed(failure))).toMatch(/It broke\.\n\n\*\*You can\*\*: .+[^.]\. The next/);
  });

  test('has commands as code, because the Web UI turns two hyphens of running text into a dash', () => {
    const applied = { outcome: 'applied', runId, baseline: false, counts } as const;
    const texts = [ticket({ stage: 'applied', result: applied }), ...failureTypes.map(failed)].map(describeTicket);
    expect(texts[0]).toContain('`steward changes --account acme-cloud`');
    for (const text of texts) expect(text.replaceAll(/`[^`]*`/g, '')).not.toMatch(/--|steward /);
  });

  test.each(['opening', 'reading', 'comparing'] as const)('says what is waited for while %s', (stage) => {
    expect(describeTicket(ticket({ stage }))).toMatch(/\*\*Waiting for\*\*: .+\n\n\*\*You can\*\*: /);
  });
});

test('a run that an operator cancelled asks nobody to look', () => {
  expect(attentionOf(failed('SyncCancelledError'))).toBeUndefined();
});
