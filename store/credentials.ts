import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AccountId } from '../domain/account.js';
import type { Sealer } from '../domain/sealing.js';
import { parseToken } from '../domain/token.js';
import type { Db } from './database.js';
import { sealContexts } from './sealed-rows.js';

/** Where the token of an account comes from: kept sealed here, or looked up each time. */
export type TokenSource =
  { kind: 'stored'; token: string } | { kind: 'env'; name: string } | { kind: 'file'; path: string };

export interface TokenReaders {
  sealer: Sealer;
  /** Reads an environment variable; undefined when it is not set. */
  readVariable: (name: string) => string | undefined;
}

export interface ResolvedToken {
  token: string;
  fingerprint: string;
  /** The pinned organization was confirmed with this very token. */
  confirmed: boolean;
}

/** The token of an account cannot be had. The message says why, and holds nothing of the token. */
export class TokenUnavailableError extends Error {
  override name = 'TokenUnavailableError';
}

/** Tells that a token changed and reveals nothing else: the first 16 hex digits of its SHA-256. */
export function tokenFingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16);
}

/**
 * Keeps where the token of an account comes from, in place of what was there. Its organization is to be confirmed anew.
 *
 * @param fingerprint of the token that the source gives now
 */
export async function putCredential(
  db: Db,
  sealer: Sealer,
  accountId: AccountId,
  source: TokenSource,
  fingerprint: string,
): Promise<void> {
  const columns = { ...toColumns(sealer, accountId, source), fingerprint, confirmedFingerprint: null };
  await db
    .insertInto('credentials')
    .values({ accountId, ...columns })
    .onConflict((conflict) => conflict.column('accountId').doUpdateSet({ ...columns, changedAt: new Date() }))
    .execute();
}

function toColumns(sealer: Sealer, accountId: AccountId, source: TokenSource) {
  switch (source.kind) {
    case 'stored': {
      const { keyId, bytes } = sealer.seal(Buffer.from(source.token), sealContexts.token(accountId));
      return { kind: source.kind, reference: null, keyId, sealed: Buffer.from(bytes) };
    }
    case 'env':
      return { kind: source.kind, reference: source.name, keyId: null, sealed: null };
    case 'file':
      return { kind: source.kind, reference: source.path, keyId: null, sealed: null };
  }
}

/** Where the token comes from, as an operator may see it: `stored`, `env:NAME` or `file:PATH`. */
export async function describeTokenSource(db: Db, accountId: AccountId): Promise<string | undefined> {
  const row = await find(db, accountId);
  return row && (row.reference === null ? row.kind : `${row.kind}:${row.reference}`);
}

/**
 * The token of an account as its source gives it now.
 *
 * @throws TokenUnavailableError
 */
export async function resolveToken(
  db: Db,
  { sealer, readVariable }: TokenReaders,
  accountId: AccountId,
): Promise<ResolvedToken> {
  const row = await find(db, accountId);
  if (!row) throw new TokenUnavailableError('The account has no token.');
  const token =
    row.kind === 'stored'
      ? openSealed(sealer, accountId, row)
      : row.kind === 'env'
        ? readNamed(readVariable, row.reference ?? '')
        : await readTokenFile(row.reference ?? '');
  const fingerprint = tokenFingerprint(token);
  return { token, fingerprint, confirmed: row.confirmedFingerprint === fingerprint };
}

/** Notes that the pinned organization answered to the token with this fingerprint. */
export async function confirmFingerprint(db: Db, accountId: AccountId, fingerprint: string): Promise<void> {
  await db
    .updateTable('credentials')
    .set({ fingerprint, confirmedFingerprint: fingerprint })
    .where('accountId', '=', accountId)
    .execute();
}

async function find(db: Db, accountId: AccountId) {
  return await db.selectFrom('credentials').selectAll().where('accountId', '=', accountId).executeTakeFirst();
}

function openSealed(
  sealer: Sealer,
  accountId: AccountId,
  { keyId, sealed }: { keyId: string | null; sealed: Buffer | null },
): string {
  if (keyId === null || sealed === null) throw new TokenUnavailableError('The account has no token.');
  try {
    return Buffer.from(sealer.open({ keyId, bytes: sealed }, sealContexts.token(accountId))).toString();
  } catch (error) {
    const why =
      error instanceof Error && error.name === 'UnknownKeyError'
        ? `key ${keyId} is missing. Put it back into STEWARD_ENCRYPTION_KEYS of every process, behind the first.`
        : 'it is damaged. See STEWARD_ENCRYPTION_KEYS.';
    throw new TokenUnavailableError(`The stored token cannot be opened: ${why}`);
  }
}

function readNamed(readVariable: TokenReaders['readVariable'], name: string): string {
  const text = readVariable(name)?.trim();
  if (!text) throw new TokenUnavailableError(`The variable ${name} with the token is not set in this process.`);
  return parseFound(text, `variable ${name}`);
}

async function readTokenFile(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new TokenUnavailableError(`The file ${path} with the token cannot be read (${error.code ?? error.name}).`);
  });
  if (text.trim() === '') throw new TokenUnavailableError(`The file ${path} with the token is empty.`);
  return parseFound(text, `file ${path}`);
}

/** Read as it was when the account was added, so that the fingerprint is the same. */
function parseFound(text: string, place: string): string {
  try {
    return parseToken(text);
  } catch (error) {
    throw new TokenUnavailableError(
      `The ${place} holds no token: ${error instanceof Error ? error.message : 'why is not known.'}`,
    );
  }
}
