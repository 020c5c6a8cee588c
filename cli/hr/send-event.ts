import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { HrEventType } from '../../domain/hr/hr-event.js';
import type { CliContext } from '../context.js';
import { EnvironmentError, FailedError, UsageError } from '../exit.js';
import { readAll } from '../input/read-all.js';
import { requireOperator } from '../operators/require-operator.js';
import { doorUrl } from './door-url.js';
import { requireHrConnection } from './find-connection.js';
import { describeAnswer, postMessage, signMessage } from './post-message.js';
import { type EventOptions, toNativeMessage } from './native-message.js';

export type SendOptions = EventOptions & {
  type?: HrEventType;
  id?: string;
  contentType?: string;
  url?: string;
};

/** Signs a message as the sender of a connection would, and sends it to the door. */
export async function sendEvent(
  context: CliContext,
  name: string,
  file: string | undefined,
  options: SendOptions,
): Promise<void> {
  await requireOperator(context, 'operator');
  const { db } = await context.database();
  const connection = await requireHrConnection(db, name);
  const given = file === undefined ? undefined : await readMessage(context, file);
  if (options.type !== undefined && connection.adapter !== 'native') {
    throw new UsageError(
      `--type is for native connections; ${name} is ${connection.adapter}.`,
      'Give a whole message.',
    );
  }
  const body = options.type === undefined ? given : toNativeMessage(options.type, given, options);
  if (body === undefined) throw new UsageError('What to send is not known.', 'Give --type, or a file with a message.');
  const id = options.id ?? `msg_${randomUUID()}`;
  const contentType = options.contentType ?? 'application/json';
  const { delivery } = await signMessage(context, connection, { id, body, contentType });
  const status = await postMessage(doorUrl(context, connection.hookId, options.url), delivery);
  await context.terminal.print(`${id}  ${describeAnswer(status)}`);
  if (status !== 200) throw new FailedError(`${name} has not taken it.`);
  context.terminal.say(`See what became of it: steward hr events --connection ${name}`);
}

async function readMessage({ terminal }: CliContext, file: string): Promise<string> {
  if (file === '-') return await readAll(terminal.stdin, 1024 * 1024);
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new EnvironmentError(`The message cannot be read (${error.code ?? error.name}).`);
  });
}
