import { test } from 'vitest';
import { startServers } from './start-servers.js';

test('fails while its servers run', async () => {
  await startServers();
  throw new Error('on purpose');
});
