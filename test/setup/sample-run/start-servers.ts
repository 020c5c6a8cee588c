import { readdirSync } from 'node:fs';
import { askFor } from '../ask-for.js';
import { createTestDatabase } from '../database.js';
import { startDevServer } from '../dev-server.js';
import type { TestFolder } from '../folder.js';
import { startTimeSkipping } from '../time-skipping.js';

/** Starts one of each server, ends none of them, and prints the process ids of Temporal's. */
export async function startServers(): Promise<void> {
  await createTestDatabase();
  await startDevServer();
  await startTimeSkipping();
  const { processes } = await askFor<TestFolder>('folder');
  console.log(`started ${readdirSync(processes).join(' ')}.`);
}
