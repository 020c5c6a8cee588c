import { isAccountName } from '../../domain/account.js';
import { UsageError } from '../exit.js';

/** Words that follow `steward sync` and would hide an account of that name. */
const reserved = ['review', 'help'];

/** A name for a new account. The text is not repeated: people paste tokens into the wrong place. */
export function parseAccountName(text: string): string {
  if (reserved.includes(text))
    throw new UsageError(`"${text}" is a command and cannot name an account.`, 'Choose another name.');
  if (!isAccountName(text)) {
    throw new UsageError(
      'An account name has lower-case letters, digits and hyphens, 40 at most, and no hyphen in front.',
      'Write for example acme-cloud.',
    );
  }
  return text;
}
