import type { CliContext } from '../context.js';
import type { FormatOptions } from '../output/format.js';
import { createListWriter, type Listing } from '../output/listing.js';
import { formatRecent } from '../output/time.js';
import { describeStanding, listStanding, remediesFor, type StandingConnection } from './standing.js';

/** Lists the connections, and says what somebody should look at. */
export async function listConnections(context: CliContext, options: FormatOptions): Promise<void> {
  const { terminal } = context;
  const { db } = await context.database();
  const connections = await listStanding(db, context.now());
  const writer = createListWriter(terminal, toListing(context), options);
  await writer.rows(connections);
  await writer.end({});
  if (connections.length === 0) {
    terminal.say('No HR system is connected yet. Connect one: steward hr connection add NAME --adapter native');
  }
  for (const remedy of connections.flatMap(remediesFor)) terminal.say(remedy);
}

function toListing({ now, zone, terminal }: CliContext): Listing<StandingConnection> {
  const count = (number: number | undefined) => (number === undefined ? '' : String(number));
  const { yellow } = terminal.colours;
  return {
    columns: [
      { title: 'connection', value: ({ name }) => name },
      { title: 'adapter', value: ({ adapter }) => adapter, optional: 2 },
      { title: 'source', value: ({ sourceKind }) => sourceKind, optional: 3 },
      {
        title: 'state',
        value: describeStanding,
        paint: (text, connection) => (describeStanding(connection) === 'active' ? text : yellow(text)),
      },
      {
        title: 'last delivery',
        value: ({ lastDeliveryAt }) => (lastDeliveryAt ? formatRecent(lastDeliveryAt, now(), zone) : 'never'),
      },
      { title: 'waiting', value: ({ waiting }) => count(waiting.pending), align: 'right', optional: 1 },
      { title: 'quarantined', value: ({ waiting }) => count(waiting.quarantined), align: 'right', paint: yellow },
      { title: 'held', value: ({ waiting }) => count(waiting.held), align: 'right', paint: yellow },
    ],
    fields: {
      connection: ({ name }) => name,
      adapter: ({ adapter }) => adapter,
      source: ({ sourceKind }) => sourceKind,
      state: describeStanding,
      lastDeliveryAt: ({ lastDeliveryAt }) => lastDeliveryAt,
      pending: ({ waiting }) => waiting.pending ?? 0,
      quarantined: ({ waiting }) => waiting.quarantined ?? 0,
      held: ({ waiting }) => waiting.held ?? 0,
      expectedEveryMs: ({ expectedEveryMs }) => expectedEveryMs,
      timeZone: ({ timeZone }) => timeZone,
    },
  };
}
