import { describe, expect, it } from 'vitest';
import { failureTypes } from '../../domain/failures.js';
import { remedyFor } from '../../domain/remedies.js';

describe('what an operator can do about a failed sync', () => {
  it.each(failureTypes)('is said of %s without a full stop, because a sentence goes on from it', (failure) => {
    expect(remedyFor(failure, 'acme-cloud')).toMatch(/\w$/);
  });

  it('calls the place of tokens in Retool by its name', () => {
    expect(remedyFor('RetoolUnauthorizedError', 'acme-cloud')).toContain('Settings, Retool API');
  });

  it('asks for no second step where a new token also resumes the account', () => {
    const remedy = remedyFor('WrongOrganizationError', 'acme-cloud');
    expect(remedy).toContain('steward account rotate-token acme-cloud');
    expect(remedy).not.toContain('account resume');
  });
});
