import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import { createSteward } from '../setup/steward.js';

/** A server that takes connections and never says a word. */
const silent = createServer();
beforeAll(async () => {
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(() => silent.close());

it('steward worker stops at once on Ctrl-C while a server keeps it waiting', async () => {
  const { port } = silent.address() as AddressInfo;
  const signals = new EventEmitter();
  const steward = createSteward({
    DATABASE_URL: `postgres://nobody@127.0.0.1:${port}/steward`,
    TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
    STEWARD_ENCRYPTION_KEYS: formatKeyRing(generateKeyRing()),
    STEWARD_LOG_LEVEL: 'silent',
  });
  const connected = once(silent, 'connection') as Promise<[{ destroy(): void }]>;
  const worker = steward(['worker'], { signals });
  const [connection] = await connected;
  signals.emit('SIGINT', 'SIGINT');
  expect(await worker).toEqual({ exitCode: 0, stdout: '', stderr: 'Stopped before it ran.\n' });
  connection.destroy();
});
