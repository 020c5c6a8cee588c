import { updateHrConnection } from '../../store/hr-connections.js';
import type { CliContext } from '../context.js';
import { requireOperator } from '../operators/require-operator.js';
import { requireHrConnection } from './find-connection.js';

/** Decides on nothing that a connection sends until it is resumed. What comes in meanwhile is kept. */
export async function pauseConnection(
  context: CliContext,
  name: string,
  { reason }: { reason?: string },
): Promise<void> {
  await requireOperator(context, 'operator');
  const { db } = await context.database();
  const { id } = await requireHrConnection(db, name);
  await updateHrConnection(db, id, { pausedAt: context.now(), pauseReason: reason ?? null });
  await context.terminal.print(`${name}  paused: what it sends is kept and waits`);
  context.terminal.say(`Go on with it: steward hr connection resume ${name}`);
}

/** Decides on what a connection sent meanwhile, and on what it sends. */
export async function resumeConnection(context: CliContext, name: string): Promise<void> {
  await requireOperator(context, 'operator');
  const { db } = await context.database();
  const { id, pausedAt } = await requireHrConnection(db, name);
  if (pausedAt !== null) await updateHrConnection(db, id, { pausedAt: null, pauseReason: null });
  await context.terminal.print(`${name}  ${pausedAt === null ? 'active already' : 'active'}`);
}
