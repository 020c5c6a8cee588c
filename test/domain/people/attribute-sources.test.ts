import { describe, expect, it } from 'vitest';
import { findAttributeSources } from '../../../domain/people/attribute-sources.js';
import type { Claim } from '../../../domain/people/claim.js';
import type { PersonAttributes } from '../../../domain/people/person-attributes.js';
import { hrEvent } from '../../setup/hr.js';

describe('where an attribute comes from', () => {
  const claim = (connectionId: string, hour: number, employment: NonNullable<Claim['event']['employment']>): Claim => ({
    ...{ connectionId, sourceKind: 'hr' },
    event: hrEvent({ type: 'changed', observedAt: `2026-11-24T${hour}:00:00.000Z`, employment }),
  });

  it('is the last who said it so, in whichever order the facts came', () => {
    const claims = [
      claim('c', 12, { department: 'Sales' }),
      claim('b', 11, { department: 'Finance', jobTitle: 'Clerk' }),
      claim('a', 10, { department: 'Finance', costCenter: '7' }),
    ];
    const attributes: PersonAttributes = { department: 'Finance', jobTitle: 'Clerk', costCenter: '7', managerId: 'x' };
    expect(Object.fromEntries(findAttributeSources(claims, attributes))).toEqual({
      department: { connectionId: 'b', observedAt: '2026-11-24T11:00:00.000Z' },
      jobTitle: { connectionId: 'b', observedAt: '2026-11-24T11:00:00.000Z' },
      costCenter: { connectionId: 'a', observedAt: '2026-11-24T10:00:00.000Z' },
    });
  });
});
