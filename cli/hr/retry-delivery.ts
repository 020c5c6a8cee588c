import { createSealer } from '../../codec/sealer.js';
import { findAdapter } from '../../hr/adapters.js';
import { readDelivery } from '../../http/hr-hooks/read-delivery.js';
import { fromStoredRequest } from '../../http/hr-hooks/stored-request.js';
import type { HrConnection } from '../../store/hr-connections.js';
import { findHrConnectionById } from '../../store/hr-connections.js';
import { type HrDelivery, openHrBody } from '../../store/hr-events.js';
import { listHrDeliveries, moveHrDelivery, rereadHrDelivery } from '../../store/hr-inbox.js';
import { openHrSecrets } from '../../store/hr-secrets.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { requireHrDelivery } from './find-delivery.js';

export interface RetryOptions {
  allQuarantined?: boolean;
}

const retryable = ['quarantined', 'discarded'] as const;
const mostAtOnce = 10_000;

/** Checks and reads deliveries again, from the bytes that were kept, by the secrets and the definition of today. */
export async function retryDeliveries(
  context: CliContext,
  id: string | undefined,
  { allQuarantined = false }: RetryOptions,
): Promise<void> {
  if ((id === undefined) !== allQuarantined) {
    throw new UsageError('It takes either a delivery or --all-quarantined.', 'Nothing was changed.');
  }
  await requireOperator(context, 'operator');
  const { db } = await context.database();
  if (id !== undefined) {
    const outcome = await retry(context, await requireHrDelivery(db, id));
    await context.terminal.print(`${id}  ${outcome.line}`);
    if (!outcome.isGood) throw new FailedError(`Delivery ${id} stays where it is.`);
    return;
  }
  const quarantined = await listHrDeliveries(db, { states: ['quarantined'], limit: mostAtOnce });
  let good = 0;
  for (const { id: one } of quarantined.toReversed()) {
    const outcome = await retry(context, await requireHrDelivery(db, String(one)));
    if (outcome.isGood) good += 1;
    await context.terminal.print(`${one}  ${outcome.line}`);
  }
  context.terminal.say(`${good} of ${quarantined.length} are read now.`);
  if (good < quarantined.length) context.exitCode = 1;
}

async function retry(context: CliContext, delivery: HrDelivery): Promise<{ isGood: boolean; line: string }> {
  const { db } = await context.database();
  if (!retryable.some((state) => state === delivery.state)) {
    return { isGood: false, line: `not retried: it is ${delivery.state}` };
  }
  const connection = await findHrConnectionById(db, delivery.connectionId);
  if (!connection) return { isGood: false, line: 'not retried: its connection was removed' };
  const sealer = createSealer(await context.keys());
  const body = openHrBody(sealer, delivery);
  if (!body) return await retryWithoutBody(context, delivery);
  const read = await readAgain(context, connection, body, delivery.receivedAt);
  if ('refusal' in read) return { isGood: false, line: `not the sender's: ${read.refusal}` };
  const { state, reason } = read.row;
  if (state === 'quarantined' && delivery.state === 'discarded') {
    // Somebody decided so, and their words stay.
    return { isGood: false, line: `still not understood, and discarded: ${reason}` };
  }
  await rereadHrDelivery(db, sealer, delivery, read.row);
  if (state === 'quarantined') return { isGood: false, line: `still in quarantine: ${reason}` };
  return { isGood: true, line: state === 'pending' ? 'read: to be decided on' : `read: ${reason ?? state}` };
}

/** Of a roster, or too old: what it says is there, and the decision failed. */
async function retryWithoutBody(context: CliContext, { id, events }: HrDelivery) {
  const { db } = await context.database();
  if (events === null) return { isGood: false, line: 'not retried: its body is gone' };
  await moveHrDelivery(db, id, { from: retryable, to: 'pending', reason: null });
  return { isGood: true, line: 'to be decided on again' };
}

async function readAgain(context: CliContext, connection: HrConnection, body: Buffer, receivedAt: Date) {
  const { db } = await context.database();
  const adapter = findAdapter(connection.adapter);
  if (!adapter) return { refusal: `this version does not know the adapter ${connection.adapter}` };
  const secrets = await openHrSecrets(db, createSealer(await context.keys()), connection.id);
  return readDelivery(adapter, connection, secrets, fromStoredRequest(body, receivedAt), { isRedelivery: true });
}
