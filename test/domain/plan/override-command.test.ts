import { expect, it } from 'vitest';
import type { Verdict } from '../../../domain/plan/guards.js';
import { inRun, overrideCommand } from '../../../domain/plan/override-command.js';

it('the remedy of a guard can be pasted once the run is known', () => {
  const remedy = `Look whether so many leave, then: ${overrideCommand('removal-limit', { name: 'acme' })}`;
  const verdict: Verdict = { guard: 'removal-limit', decision: 'hold', reason: 'too many', remedy, stepIds: ['a'] };
  expect(inRun([verdict], { workflowId: 'offboard/E-1/1/1' })).toEqual([
    {
      ...verdict,
      remedy:
        'Look whether so many leave, then: steward override offboard/E-1/1/1 --guard removal-limit --account acme --reason "…"',
    },
  ]);
});
