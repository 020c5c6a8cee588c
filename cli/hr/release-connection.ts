import { releaseHrBreaker } from '../../store/hr-breaker.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { formatCounted } from '../output/count.js';
import { requireHrConnection } from './find-connection.js';

export interface ReleaseOptions {
  reason: string;
  discard?: boolean;
}

/** Lets what the breaker held go on, or throws it away. */
export async function releaseConnection(context: CliContext, name: string, options: ReleaseOptions): Promise<void> {
  const { reason, discard = false } = options;
  if (reason.trim() === '') throw new UsageError('A release needs a reason.', 'Say why: --reason "…"');
  const { name: by } = await requireOperator(context, 'operator');
  const { db } = await context.database();
  const { id } = await requireHrConnection(db, name);
  const held = await releaseHrBreaker(db, id, { by, reason: reason.trim(), discard });
  if (held === undefined) throw new FailedError(`Nothing of ${name} is held.`);
  const what = formatCounted(held, 'delivery', 'deliveries');
  await context.terminal.print(`${name}  ${discard ? `${what} discarded` : `${what} let go`}`);
  context.terminal.say('Endings are counted anew from now on.');
}
