import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatKeyRing, KeyRingError, parseKeyRing } from '../domain/key-ring.js';
import type { KeyRing } from '../domain/sealing.js';
import { ConfigError } from './config-error.js';
import { generateKeyRing } from './generate-key-ring.js';

/**
 * The keys of the local stack, from its state folder; made when there are none yet. When several processes start at
 * once, all get the keys of the first.
 *
 * @throws ConfigError when the file cannot be read as keys: it is never replaced, since what it encrypted would be lost
 */
export async function ensureLocalKeys(stateDir: string): Promise<KeyRing> {
  const path = join(stateDir, 'encryption-keys');
  return (await findKeys(path)) ?? (await createKeys(stateDir, path));
}

async function findKeys(path: string): Promise<KeyRing | undefined> {
  try {
    return parseKeyRing((await readFile(path, 'utf8')).trim());
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw unreadable(path, error);
  }
}

async function createKeys(stateDir: string, path: string): Promise<KeyRing> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await writeDurably(draft, `${formatKeyRing(generateKeyRing())}\n`);
    // A link is made whole or not at all, and never over another file.
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw unreadable(path, error);
  } finally {
    await rm(draft, { force: true });
  }
  const keys = await findKeys(path);
  if (!keys) throw unreadable(path, new Error('it vanished'));
  return keys;
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function unreadable(path: string, error: unknown): ConfigError {
  const isOurs = error instanceof KeyRingError;
  const reason =
    error instanceof Error ? (isOurs ? error.message : 'code' in error ? String(error.code) : error.message) : '';
  const remedy = isOurs
    ? 'Restore the file from a backup: without its keys, stored tokens and histories cannot be read.'
    : 'Make the folder readable and writable for this user, or set STEWARD_STATE_DIR to another.';
  return new ConfigError([{ name: path, problem: `cannot be used (${reason})`, remedy }]);
}
