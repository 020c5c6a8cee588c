import { removeHrConnection } from '../../store/hr-connections.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { ask } from '../input/ask.js';
import { requireOperator } from '../operators/require-operator.js';
import { formatCounted } from '../output/count.js';
import { requireHrConnection } from './find-connection.js';

/** Takes a connection away: its URL answers as one that never was. What was decided by it stays. */
export async function removeConnection(context: CliContext, name: string, { yes }: { yes?: boolean }): Promise<void> {
  await requireOperator(context, 'admin');
  const { db } = await context.database();
  const connection = await requireHrConnection(db, name);
  if (!yes) await confirm(context, name);
  const waiting = await removeHrConnection(db, connection.id);
  await context.terminal.print(`${name}  removed`);
  if (waiting > 0) context.terminal.say(`Discarded with it: ${formatCounted(waiting, 'delivery', 'deliveries')}.`);
  context.terminal.say('What was decided by it stays. Switch its sender off: its messages are refused from now on.');
}

async function confirm({ terminal }: CliContext, name: string): Promise<void> {
  if (!terminal.canAsk) {
    throw new UsageError(`Removing ${name} drops its URL, secrets and whatever waits.`, 'If that is meant, add --yes.');
  }
  terminal.say(`This drops the URL, the secrets and whatever waits of ${name}.`);
  const answer = await ask(terminal, 'Type the name of the connection to go on: ');
  if (answer.trim() !== name) throw new FailedError('That was another name. Nothing was changed.');
}
