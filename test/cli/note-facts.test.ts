import { expect, test } from 'vitest';
import { toNoteFacts } from '../../cli/accounts/note-facts.js';

const nothing = { tokensReadAt: null, tokensUnreadReason: null, workflowsReadAt: null, workflowsUnreadReason: null };

test('an account says as of when its access tokens and workflows are known, or why not', () => {
  const readAt = new Date('2026-11-24T17:56:00Z');
  const refused = 'GET /workflows was refused (403): the token lacks workflows:read';
  const account = { ...nothing, tokensReadAt: readAt, workflowsUnreadReason: refused };
  expect(toNoteFacts(account, { tokens: 1200, workflows: 0 }, 'UTC')).toEqual([
    ['access tokens', expect.stringMatching(/^1,200, as of 2026-11-24 17:56/)],
    ['workflows', `cannot be read: ${refused}`],
  ]);
});

test('an account that was never synced says that they were not read yet', () => {
  const texts = toNoteFacts(nothing, { tokens: 0, workflows: 0 }, 'UTC').map(([, text]) => text);
  expect(texts).toEqual(['not read yet', 'not read yet']);
});
