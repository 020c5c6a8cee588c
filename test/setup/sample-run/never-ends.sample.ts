import { test } from 'vitest';
import { startServers } from './start-servers.js';

test('never ends', { timeout: 120_000 }, async () => {
  await startServers();
  await new Promise(() => {});
});
