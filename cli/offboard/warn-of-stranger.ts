import { nearAddresses } from '../../domain/near-addresses.js';
import { listSimilarAddresses } from '../../store/user-addresses.js';
import type { CliContext } from '../context.js';
import { addressesOf } from './find-known.js';
import type { Leaver } from './read-leavers.js';

/** Says that no user has the address of somebody who is to leave, and which addresses are near: it may be mistyped. */
export async function warnOfStranger(context: CliContext, leaver: Pick<Leaver, 'person' | 'name'>): Promise<void> {
  const { db } = await context.database();
  const { work: addresses } = await addressesOf(db, leaver);
  const near = new Set<string>();
  for (const address of addresses) {
    for (const other of nearAddresses(address, await listSimilarAddresses(db, address))) near.add(other);
  }
  const named = addresses.join(', ') || `an address of ${leaver.name}`;
  const nearBy = near.size > 0 ? ` Near: ${[...near].slice(0, 3).join(', ')}.` : '';
  context.terminal.say(`No user has ${named}, as of the last syncs: look whether it is right.${nearBy}`);
}
