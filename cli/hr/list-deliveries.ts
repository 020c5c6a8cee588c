import { type ListedDelivery, listHrDeliveries } from '../../store/hr-inbox.js';
import type { HrDeliveryState } from '../../store/hr-tables.js';
import type { CliContext } from '../context.js';
import type { FormatOptions } from '../output/format.js';
import { createListWriter, type Listing } from '../output/listing.js';
import { formatRecent } from '../output/time.js';
import { requireHrConnection } from './find-connection.js';

export type DeliveriesOptions = FormatOptions & {
  quarantined?: boolean;
  held?: boolean;
  pending?: boolean;
  connection?: string;
  limit: number;
};

/** Lists what came in, the newest first. */
export async function listDeliveries(context: CliContext, options: DeliveriesOptions): Promise<void> {
  const { db } = await context.database();
  const connection = options.connection === undefined ? undefined : await requireHrConnection(db, options.connection);
  const states = (['quarantined', 'held', 'pending'] as const).filter((state) => options[state]);
  const deliveries = await listHrDeliveries(db, {
    limit: options.limit,
    ...(states.length > 0 && { states }),
    ...(connection && { connectionId: connection.id }),
  });
  const writer = createListWriter(context.terminal, toListing(context), options);
  await writer.rows(deliveries);
  await writer.end({});
  if (deliveries.length === 0) context.terminal.say('Nothing of that kind has come in.');
}

const waitsForSomebody: readonly HrDeliveryState[] = ['quarantined', 'held'];

function toListing({ now, zone, terminal }: CliContext): Listing<ListedDelivery> {
  return {
    columns: [
      { title: 'delivery', value: ({ id }) => String(id), align: 'right' },
      { title: 'received', value: ({ receivedAt }) => formatRecent(receivedAt, now(), zone) },
      { title: 'connection', value: ({ connectionName }) => connectionName },
      {
        title: 'state',
        value: ({ state }) => state,
        paint: (text, { state }) => (waitsForSomebody.includes(state) ? terminal.colours.yellow(text) : text),
      },
      { title: 'says', value: ({ types }) => types.join(', ').replaceAll('_', ' '), minWidth: 10, optional: 1 },
      { title: 'why', value: ({ reason }) => reason ?? '', minWidth: 12, optional: 2 },
    ],
    fields: {
      delivery: ({ id }) => id,
      receivedAt: ({ receivedAt }) => receivedAt,
      connection: ({ connectionName }) => connectionName,
      state: ({ state }) => state,
      types: ({ types }) => types,
      reason: ({ reason }) => reason,
      settledAt: ({ settledAt }) => settledAt,
    },
  };
}
