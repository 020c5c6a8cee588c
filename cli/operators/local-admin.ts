import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../../store/database.js';
import { addOperator, findOperatorByKey, OperatorKeyError } from '../../store/operators.js';

/** Operator of the local stack: whoever can read its state folder. */
const localAdminName = 'local-admin';

const lifetimeMs = 3650 * 86_400_000;

function fileIn(stateDir: string): string {
  return join(stateDir, 'operator.key');
}

/** The key of the local stack's own admin; undefined when there is none. */
export async function findLocalAdminKey(stateDir: string): Promise<string | undefined> {
  try {
    const key = (await readFile(fileIn(stateDir), 'utf8')).trim();
    return key === '' ? undefined : key;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Gives the local stack an admin whose key lies in its state folder, unless it has one that is in force. */
export async function ensureLocalAdmin(db: Db, stateDir: string): Promise<void> {
  const known = await findLocalAdminKey(stateDir);
  if (known !== undefined && (await isInForce(db, known))) return;
  const expiresAt = new Date(Date.now() + lifetimeMs);
  const { key } = await addOperator(db, { name: localAdminName, role: 'admin', expiresAt }, { replace: true });
  const draft = `${fileIn(stateDir)}.${randomUUID()}`;
  try {
    await writeFile(draft, `${key}\n`, { mode: 0o600, flag: 'wx' });
    await rename(draft, fileIn(stateDir));
  } finally {
    await rm(draft, { force: true });
  }
}

async function isInForce(db: Db, key: string): Promise<boolean> {
  try {
    return (await findOperatorByKey(db, key)) !== undefined;
  } catch (error) {
    if (error instanceof OperatorKeyError) return false;
    throw error;
  }
}
