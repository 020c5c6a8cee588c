import { createWebhookSecret } from '../../hr/native/sign.js';
import { UsageError } from '../exit.js';
import type { Terminal } from '../output/terminal.js';
import { ask } from './ask.js';
import { readAll } from './read-all.js';

/**
 * A secret for a sender: a new one, or with `--secret-stdin` the one that the sender chose.
 *
 * @returns whether it is to be shown: one that was given is known already
 */
export async function chooseSecret(
  terminal: Terminal,
  { secretStdin }: { secretStdin?: boolean },
): Promise<{ secret: string; isNew: boolean }> {
  if (!secretStdin) return { secret: createWebhookSecret(), isNew: true };
  const text = terminal.canAsk
    ? await ask(terminal, 'Secret of the sender (not shown): ', { hidden: true })
    : await readAll(terminal.stdin, 1024);
  const secret = text.trim();
  if (/^[\x21-\x7e]{16,512}$/.test(secret)) return { secret, isNew: false };
  throw new UsageError('That is no secret: it has to have 16 to 512 letters, digits and signs, and no space.');
}
