import { createSealer } from '../../codec/sealer.js';
import { type HrDelivery, openHrEvents } from '../../store/hr-events.js';
import { hrBodyDays } from '../../store/hr-inbox.js';
import type { CliContext } from '../context.js';
import { renderJson } from '../output/json.js';
import { toPlain } from '../output/plain.js';
import { formatWithUtc } from '../output/time.js';
import { describeEvent, toShownEvent } from './describe-event.js';
import { requireHrDelivery } from './find-delivery.js';

/** Shows what a delivery says, as far as it may be shown: no names, no addresses, nothing of the body. */
export async function showDelivery(context: CliContext, id: string, { json }: { json?: boolean }): Promise<void> {
  const { terminal, zone } = context;
  const { db } = await context.database();
  const delivery = await requireHrDelivery(db, id);
  const events = openHrEvents(createSealer(await context.keys()), delivery);
  const connection = await findName(context, delivery);
  const { state, reason, receivedAt, settledAt, isReplayProtected, isReleased } = delivery;
  if (json) {
    const facts = { delivery: delivery.id, connection, state, reason, receivedAt, settledAt };
    const more = { isReplayProtected, isReleased, hasBody: delivery.raw !== null, events: events.map(toShownEvent) };
    return await terminal.write(renderJson({ ...facts, ...more }));
  }
  const facts: [title: string, text: string][] = [
    ['delivery', `${delivery.id} of ${connection}`],
    ['received', formatWithUtc(receivedAt, zone)],
    ['state', reason === null ? state : `${state}: ${reason}`],
    ...(settledAt ? [['since', formatWithUtc(settledAt, zone)] as [string, string]] : []),
    ['body', delivery.raw === null ? `gone: kept for ${hrBodyDays} days` : 'kept, sealed'],
    ...events.map((event): [string, string] => ['says', describeEvent(event)]),
  ];
  for (const [title, text] of facts) await terminal.print(`${title.padEnd(8)}  ${toPlain(text)}`);
  if (state === 'quarantined') {
    terminal.say(
      `Once the cause is mended: steward hr events retry ${delivery.id}. Or: steward hr events discard ${delivery.id}`,
    );
  }
}

/** Also of a connection that was removed. */
async function findName(context: CliContext, { connectionId, id }: HrDelivery): Promise<string> {
  const { db } = await context.database();
  const row = await db.selectFrom('hrConnections').select('name').where('id', '=', connectionId).executeTakeFirst();
  return row?.name ?? `the connection of ${id}`;
}
