import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakerLimit, judgeBreaker } from '../../../domain/hr/breaker.js';

const quiet = { isOpen: false, isReleased: false, passed: 0, wanted: 1, activeWorkers: 100 };

describe('the breaker of a connection', () => {
  it.each([
    [0, 10],
    [200, 10],
    [219, 10],
    [220, 11],
    [5_000, 250],
  ])('lets a tenth person and a twentieth part of %d pass, whichever is more: %d', (activeWorkers, limit) => {
    expect(breakerLimit(activeWorkers)).toBe(limit);
    expect(judgeBreaker({ ...quiet, passed: limit - 1, activeWorkers })).toEqual({ passes: true });
    expect(judgeBreaker({ ...quiet, passed: limit, activeWorkers })).toMatchObject({ passes: false, opens: true });
  });

  it('says how many would go, and how many may', () => {
    expect(judgeBreaker({ ...quiet, wanted: 500 })).toEqual({
      passes: false,
      opens: true,
      reason: '500 people would end or be suspended within an hour; 10 may',
    });
  });

  it('never stops what takes nothing away, nor what an operator let pass', () => {
    expect(judgeBreaker({ ...quiet, isOpen: true, wanted: 0 })).toEqual({ passes: true });
    expect(judgeBreaker({ ...quiet, isOpen: true, wanted: 500, isReleased: true })).toEqual({ passes: true });
  });

  it('lets nobody pass while it is open, and never more than the limit within an hour, whatever comes', () => {
    const batches = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });
    fc.assert(
      fc.property(batches, fc.nat(2_000), (wanteds, activeWorkers) => {
        let [isOpen, passed] = [false, 0];
        for (const wanted of wanteds) {
          const verdict = judgeBreaker({ isOpen, isReleased: false, passed, wanted, activeWorkers });
          if (verdict.passes) {
            if (isOpen) expect(wanted).toBe(0);
            passed += wanted;
          } else isOpen = true;
        }
        expect(passed).toBeLessThanOrEqual(breakerLimit(activeWorkers));
      }),
    );
  });
});
