import { readFile } from 'node:fs/promises';
import { findAdapter } from '../../hr/adapters.js';
import { readDelivery } from '../../http/hr-hooks/read-delivery.js';
import type { HrConnection } from '../../store/hr-connections.js';
import type { NewHrDelivery } from '../../store/hr-events.js';
import { findHrDelivery, moveHrDelivery } from '../../store/hr-inbox.js';
import type { CliContext } from '../context.js';
import { EnvironmentError, FailedError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { describeEvent } from './describe-event.js';
import { doorUrl } from './door-url.js';
import { requireHrConnection } from './find-connection.js';
import { describeAnswer, postMessage, type SignedMessage, signMessage } from './post-message.js';
import { createTrialMessage } from './trial-message.js';

export interface TestOptions {
  body?: string;
  url?: string;
}

/** Sends a signed trial through the door; with a body, only shows what would be made of it. */
export async function testConnection(context: CliContext, name: string, { body, url }: TestOptions): Promise<void> {
  const { name: by } = await requireOperator(context, 'operator');
  const { db } = await context.database();
  const connection = await requireHrConnection(db, name);
  if (body !== undefined) return await readSample(context, connection, body);

  // One that nobody understands: it shows that the sender would be known, and is thrown away.
  const trial = createTrialMessage(connection.adapter, context.now()) ?? '{"trial":true}';
  const signed = await sign(context, connection, trial);
  const status = await postMessage(doorUrl(context, connection.hookId, url), signed.delivery);
  const { terminal } = context;
  await terminal.print(`door   ${describeAnswer(status)}`);
  if (status !== 200) throw new FailedError(`${name} does not take what is sent.`);
  const { connectionId, deliveryKey } = readSigned(connection, signed);
  const row = await findHrDelivery(db, { connectionId, deliveryKey });
  if (!row) throw new FailedError(`${name} answered, but has not stored it.`, 'The door may have another database.');
  if (row.state !== 'test') {
    const reason = `a trial of ${by}`;
    await moveHrDelivery(db, row.id, { from: ['quarantined', 'done'], to: 'discarded', reason });
  }
  await terminal.print(`inbox  delivery ${row.id}, ${row.state === 'test' ? 'a trial' : 'thrown away again'}`);
  if (row.state !== 'test') terminal.say('To see what is made of a message: add --body FILE with one of the sender.');
}

/** Without the door: nothing is stored. */
async function readSample(context: CliContext, connection: HrConnection, path: string): Promise<void> {
  const { terminal } = context;
  const body = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new EnvironmentError(`The file of --body cannot be read (${error.code ?? error.name}).`);
  });
  const { state, reason, events } = readSigned(connection, await sign(context, connection, body));
  for (const event of events) await terminal.print(describeEvent(event));
  if (state === 'quarantined') throw new FailedError(`It would wait in quarantine: ${reason}`);
  if (events.length === 0) await terminal.print('nothing in it is of interest');
  terminal.say('Nothing was sent or stored.');
}

async function sign(context: CliContext, connection: HrConnection, body: string): Promise<SignedMessage> {
  const id = `trial-${context.now().getTime()}`;
  return await signMessage(context, connection, { id, body, contentType: 'application/json' });
}

function readSigned(connection: HrConnection, { delivery, secrets }: SignedMessage): NewHrDelivery {
  const adapter = findAdapter(connection.adapter);
  if (!adapter) throw new FailedError(`This version does not know the adapter ${connection.adapter}.`);
  const read = readDelivery(adapter, connection, secrets, delivery);
  if ('refusal' in read) throw new FailedError(`${connection.name} would not know its own sender: ${read.refusal}.`);
  return read.row;
}
