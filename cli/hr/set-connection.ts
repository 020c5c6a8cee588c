import { updateHrConnection } from '../../store/hr-connections.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { type ConnectionSettingsOptions, readDefinitionFile, toConnectionPatch } from './connection-wish.js';
import { requireHrConnection } from './find-connection.js';
import { showConnection } from './show-connection.js';

/** Changes settings of a connection. What was decided on already stays so. */
export async function setConnection(
  context: CliContext,
  name: string,
  options: ConnectionSettingsOptions,
): Promise<void> {
  const { definition } = options;
  const patch = {
    ...(await toConnectionPatch(options)),
    ...(definition !== undefined && { definition: await readDefinitionFile(definition) }),
  };
  if (Object.keys(patch).length === 0) throw new UsageError('Nothing to change was given.', 'See the options: --help');
  await requireOperator(context, 'admin');
  const { db } = await context.database();
  const { id, adapter } = await requireHrConnection(db, name);
  if (definition !== undefined && adapter !== 'configurable') {
    throw new UsageError(`${name} is ${adapter} and takes no definition.`, 'Nothing was changed.');
  }
  await updateHrConnection(db, id, patch);
  await showConnection(context, name, {});
  context.terminal.say(
    'It counts from the next delivery on. For what waits: steward hr events retry --all-quarantined',
  );
}
