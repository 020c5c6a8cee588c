import { moveHrDelivery } from '../../store/hr-inbox.js';
import { forgetRosterRows } from '../../store/rosters.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { requireHrDelivery } from './find-delivery.js';

/** Decides that a delivery is not to be decided on. */
export async function discardDelivery(context: CliContext, id: string, { reason }: { reason: string }): Promise<void> {
  if (reason.trim() === '') throw new UsageError('It needs a reason.', 'Say why: --reason "…"');
  const { name: by } = await requireOperator(context, 'operator');
  const { db } = await context.database();
  const delivery = await requireHrDelivery(db, id);
  const isMoved = await db.transaction().execute(async (trx) => {
    const change = { to: 'discarded' as const, reason: `${reason.trim()} (by ${by})` };
    const moved = await moveHrDelivery(trx, delivery.id, { from: ['pending', 'quarantined', 'held'], ...change });
    if (moved) await forgetRosterRows(trx, delivery.connectionId);
    return moved;
  });
  if (!isMoved) throw new FailedError(`Delivery ${id} is ${delivery.state}: there is nothing to discard.`);
  await context.terminal.print(`${id}  discarded`);
}
