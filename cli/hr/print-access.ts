import type { HrConnection } from '../../store/hr-connections.js';
import type { CliContext } from '../context.js';
import { createCurlExample } from './curl-example.js';
import { senderUrl } from './door-url.js';

/** Shows what a sender needs, which cannot be had again, and how to try it. */
export async function printAccess(
  context: CliContext,
  connection: HrConnection,
  { secret, isNew }: { secret: string; isNew: boolean },
): Promise<void> {
  const { terminal } = context;
  const { url, isPublic } = senderUrl(context, connection.hookId);
  await terminal.print(`URL     ${url}`);
  if (isNew) await terminal.print(`secret  ${secret}`);
  terminal.say(`${isNew ? 'Both are' : 'It is'} shown this once. The sender takes them; nobody else needs them.`);
  if (!isPublic) terminal.say('Senders elsewhere need TLS in front of it: put its address into STEWARD_PUBLIC_URL.');
  terminal.say(`Try it from here: steward hr connection test ${connection.name}`);
  const example = createCurlExample(connection, url, secret, context.now());
  if (example !== undefined) terminal.say(`Or, within five minutes, from anywhere:\n${example}`);
}
