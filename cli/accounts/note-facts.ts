import type { Account } from '../../store/accounts.js';
import { formatCount } from '../output/count.js';
import { formatWithUtc } from '../output/time.js';

type NoteFacts = Pick<Account, 'tokensReadAt' | 'tokensUnreadReason' | 'workflowsReadAt' | 'workflowsUnreadReason'>;

/** What is known of the access tokens and workflows in Retool, in words. */
export function toNoteFacts(
  account: NoteFacts,
  counts: { tokens: number; workflows: number },
  zone: string,
): [title: string, text: string][] {
  const describe = (count: number, readAt: Date | null, unreadReason: string | null) => {
    if (unreadReason !== null) return `cannot be read: ${unreadReason}`;
    return readAt ? `${formatCount(count)}, as of ${formatWithUtc(readAt, zone)}` : 'not read yet';
  };
  return [
    ['access tokens', describe(counts.tokens, account.tokensReadAt, account.tokensUnreadReason)],
    ['workflows', describe(counts.workflows, account.workflowsReadAt, account.workflowsUnreadReason)],
  ];
}
