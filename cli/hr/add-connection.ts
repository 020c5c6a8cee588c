import { createSealer } from '../../codec/sealer.js';
import { findHrConnectionByName, HrConnectionNameTakenError, insertHrConnection } from '../../store/hr-connections.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { chooseSecret } from '../input/secret.js';
import { requireOperator } from '../operators/require-operator.js';
import { type ConnectionOptions, toConnectionWish } from './connection-wish.js';
import { printAccess } from './print-access.js';

export type AddConnectionOptions = ConnectionOptions & { secretStdin?: boolean };

/** Connects a sender. Its URL and secret are shown this once. */
export async function addConnection(context: CliContext, name: string, options: AddConnectionOptions): Promise<void> {
  const wish = await toConnectionWish(name, options);
  await requireOperator(context, 'admin');
  const { db } = await context.database();
  if (await findHrConnectionByName(db, name)) throw nameTaken(name);
  const sealer = createSealer(await context.keys());
  const chosen = await chooseSecret(context.terminal, options);
  const connection = await insertHrConnection(db, sealer, wish, chosen.secret).catch((error: unknown) => {
    throw error instanceof HrConnectionNameTakenError ? nameTaken(name) : error;
  });
  await printAccess(context, connection, chosen);
}

function nameTaken(name: string): FailedError {
  return new FailedError(`There is a connection ${name} already.`, `See it: steward hr connection show ${name}`);
}
