import { EventEmitter } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import { findFreePort } from '../../local/free-port.js';
import { addHrConnection } from '../setup/hr.js';
import { signedPost } from '../setup/hr-door.js';
import { createSteward } from '../setup/steward.js';
import { openTestStore, type TestStore } from '../setup/store.js';
import { until } from '../setup/until.js';

const keys = generateKeyRing();
let store: TestStore;
let base: string;
let variables: Record<string, string>;

beforeAll(async () => {
  store = await openTestStore();
  const port = String(await findFreePort());
  base = `http://127.0.0.1:${port}`;
  variables = {
    DATABASE_URL: store.url,
    STEWARD_ENCRYPTION_KEYS: formatKeyRing(keys),
    STEWARD_HTTP_PORT: port,
    STEWARD_LOG_LEVEL: 'silent',
  };
});
afterAll(() => store.close());

const answers = (path: string) =>
  fetch(`${base}${path}`).then(
    ({ status }) => status,
    () => undefined,
  );

describe('steward server', () => {
  it('takes in what is signed and says that it is well, until it is stopped', async () => {
    const connection = await addHrConnection(store.db, createSealer(keys));
    const signals = new EventEmitter();
    const running = createSteward(variables)(['server'], { signals });
    await until(async () => (await answers('/readyz')) === 200);
    const { url, headers, payload } = signedPost(connection);
    const answer = await fetch(`${base}${url}`, { method: 'POST', headers, body: String(payload) });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(await store.db.selectFrom('hrEvents').select('state').execute()).toEqual([{ state: 'pending' }]);

    signals.emit('SIGTERM', 'SIGTERM');
    const { exitCode, stderr } = await running;
    expect(exitCode).toBe(0);
    expect(stderr).toBe(`Serving ${base}. Ctrl-C stops it.\nStopping: deliveries under way are answered.\n`);
    expect(await answers('/healthz')).toBeUndefined();
  });

  it('does not start without keys, without its tables or without its database', async () => {
    const start = (changes: Record<string, string>) => createSteward({ ...variables, ...changes })(['server']);
    for (const [changes, why] of [
      [{ STEWARD_ENCRYPTION_KEYS: '' }, /STEWARD_ENCRYPTION_KEYS/],
      [{ DATABASE_URL: store.url.replace(/[^/]+$/, 'postgres') }, /steward setup/],
      [{ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/none' }, /PostgreSQL does not answer/],
    ] as const) {
      const { exitCode, stderr } = await start(changes);
      expect([exitCode, why.test(stderr)], stderr).toEqual([2, true]);
    }
  });
});
