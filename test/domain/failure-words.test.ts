import { expect, it } from 'vitest';
import { describeFailure } from '../../domain/failure-words.js';
import { failureTypes } from '../../domain/failures.js';
import { describeNotChecked } from '../../domain/plan/describe-step.js';

it.each(failureTypes)('%s is said in words, not by the name of its class', (failure) => {
  expect(describeFailure(failure)).toMatch(/^[^.]+ [^.]+$/);
  const why = { kind: 'failed' as const, failure };
  expect(describeNotChecked({ facet: 'workflows', why })).toBe(
    `workflows (could not be read: ${describeFailure(failure)})`,
  );
});

it('is told by its name where it is not known', () => {
  expect(describeFailure('SurprisingError')).toBe('SurprisingError');
});
