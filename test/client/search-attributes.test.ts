import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTemporal, type TemporalConnection } from '../../client/connect-temporal.js';
import { ensureSearchAttributes, missingSearchAttributes } from '../../client/search-attributes.js';
import { SearchAttributesError } from '../../client/temporal-errors.js';
import { searchAttributes } from '../../domain/search-attributes.js';
import type { RunningTemporal } from '../../local/temporal.js';
import { startDevServer } from '../setup/dev-server.js';
import { eventually } from '../setup/eventually.js';

const ours = Object.values(searchAttributes).map(({ name }) => name);
const { INDEXED_VALUE_TYPE_TEXT } = proto.temporal.api.enums.v1.IndexedValueType;

let server: RunningTemporal;
let temporal: TemporalConnection;
beforeAll(async () => {
  server = await startDevServer();
  temporal = await connectTemporal({ dataConverter: {}, address: server.address });
});
afterAll(async () => {
  await temporal.close();
  await server.close();
});

async function unregister(...names: string[]): Promise<void> {
  const { connection, namespace } = temporal;
  await connection.operatorService.removeSearchAttributes({ namespace, searchAttributes: names });
}

/** As Temporal Cloud answers. */
function withoutOperator(connection: Connection): Connection {
  const refuse = () =>
    Promise.reject(Object.assign(new Error('7 PERMISSION_DENIED'), { code: 7, details: '', metadata: {} }));
  const operatorService = { listSearchAttributes: refuse, addSearchAttributes: refuse };
  return { operatorService, workflowService: connection.workflowService } as unknown as Connection;
}

describe('search attributes', () => {
  it('finds nothing missing in the local stack, where they are registered at the start', async () => {
    expect(await missingSearchAttributes(temporal.connection, temporal.namespace)).toEqual([]);
    expect(await ensureSearchAttributes(temporal.connection, temporal.namespace)).toEqual([]);
  });

  it('registers what is missing, and nothing when repeated', async () => {
    await unregister('StewardStage', 'StewardAccounts');
    const { connection, namespace } = temporal;
    expect(await missingSearchAttributes(connection, namespace)).toEqual(['StewardAccounts', 'StewardStage']);
    expect(await ensureSearchAttributes(connection, namespace)).toEqual(['StewardAccounts', 'StewardStage']);
    expect(await missingSearchAttributes(connection, namespace)).toEqual([]);
    expect(await ensureSearchAttributes(connection, namespace)).toEqual([]);
  });

  it('may be registered by several at once', async () => {
    await unregister(...ours);
    const ensure = () => ensureSearchAttributes(temporal.connection, temporal.namespace);
    await Promise.all([ensure(), ensure(), ensure()]);
    expect(await missingSearchAttributes(temporal.connection, temporal.namespace)).toEqual([]);
  });

  it('finds what is missing where the operator service is closed, and names it for an administrator', async () => {
    await unregister('StewardPerson');
    const connection = withoutOperator(temporal.connection);
    await eventually(() => missingSearchAttributes(connection, temporal.namespace)).toEqual(['StewardPerson']);
    await expect(ensureSearchAttributes(connection, temporal.namespace)).rejects.toThrow('add StewardPerson=Keyword.');
    await ensureSearchAttributes(temporal.connection, temporal.namespace);
    await eventually(() => ensureSearchAttributes(connection, temporal.namespace)).toEqual([]);
  });

  it('refuses a name that is taken by another type', async () => {
    await unregister('StewardStage');
    const { connection, namespace } = temporal;
    const taken = { StewardStage: INDEXED_VALUE_TYPE_TEXT };
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: taken });
    const ensured = ensureSearchAttributes(connection, namespace);
    await expect(ensured).rejects.toThrow(SearchAttributesError);
    await expect(ensured).rejects.toThrow('StewardStage of namespace "default" is not a Keyword');
    await unregister('StewardStage');
    await ensureSearchAttributes(connection, namespace);
  });
});
