import { LastAdminError, revokeOperator as revoke } from '../../store/operators.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { requireOperator } from './require-operator.js';

/** Takes somebody's key out of force. What they decided stays. */
export async function revokeOperator(context: CliContext, name: string): Promise<void> {
  await requireOperator(context, 'admin');
  const { db } = await context.database();
  const revoked = await revoke(db, name).catch((error: unknown) => {
    if (!(error instanceof LastAdminError)) throw error;
    throw new FailedError(error.message, 'Add another first: steward operator add NAME --role admin');
  });
  if (!revoked) throw new UsageError(`There is no operator "${name}".`, 'See them: steward operator list');
  await context.terminal.print(`${name}  revoked: the key opens nothing any more`);
}
