import { describe, expect, it } from 'vitest';
import type { RunProgress } from '../../cli/sync/follow-run.js';
import { renderProgress } from '../../cli/sync/progress-lines.js';

const reading: RunProgress = { stage: 'reading', counts: { users: 12_300, groups: 40 }, waitedMs: 3_000 };
const waiting: RunProgress = { stage: 'waiting', counts: {}, waitedMs: 500 };
const ended: RunProgress = { stage: 'ended', counts: { users: 60 }, waitedMs: 900 };

describe('the progress of syncs', () => {
  it('has a line for each account', () => {
    const progress = new Map([
      ['acme-cloud', reading],
      ['acme', waiting],
      ['small', ended],
    ]);
    expect(renderProgress(progress)).toEqual([
      '  acme-cloud  reading · 12,300 users · 40 groups',
      '  acme        waiting for its run to open',
      '  small       done',
    ]);
  });

  it('says how long nothing has happened', () => {
    expect(renderProgress(new Map([['acme', { ...waiting, waitedMs: 12_000 }]]))).toEqual([
      '  acme  no run has opened for 12 s',
    ]);
  });

  it('is one line for many accounts', () => {
    const progress = new Map(Array.from({ length: 25 }, (_, index) => [`acme-${index}`, index < 3 ? ended : reading]));
    expect(renderProgress(progress)).toEqual(['  3 of 25 accounts done · 270,780 users read']);
  });

  it('is never wider than the terminal', () => {
    for (const line of renderProgress(new Map([['acme-cloud', reading]]), 30)) expect(line.length).toBeLessThan(30);
  });
});
