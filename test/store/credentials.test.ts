import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import type { Account } from '../../store/accounts.js';
import {
  confirmFingerprint,
  describeTokenSource,
  putCredential,
  resolveToken,
  tokenFingerprint,
  type TokenSource,
  TokenUnavailableError,
} from '../../store/credentials.js';
import { makeTestFolder } from '../setup/folder.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

let account: Account;
let token: string;
beforeEach(async () => {
  account = await addAccount(store.db);
  token = `retool_01${randomBytes(16).toString('hex')}`;
});

const sealer = createSealer(generateKeyRing());
const put = (source: TokenSource, fingerprint = tokenFingerprint(token)) =>
  putCredential(store.db, sealer, account.id, source, fingerprint);
const resolve = (variables: Record<string, string> = {}, opener = sealer) =>
  resolveToken(store.db, { sealer: opener, readVariable: (name) => variables[name] }, account.id);

/** All that the database holds, as bytes. */
const everything = async () => {
  const { rows } = await store.pool.query<{ text: string; sealed: Buffer | null }>(
    'select row_to_json(c)::text as text, sealed from credentials c union all select row_to_json(a)::text, null from accounts a',
  );
  return Buffer.concat(rows.flatMap(({ text, sealed }) => [Buffer.from(text), sealed ?? Buffer.alloc(0)]));
};

describe('a stored token', () => {
  it('comes back as it was, and is nowhere in clear', async () => {
    await put({ kind: 'stored', token });
    expect(await resolve()).toEqual({ token, fingerprint: tokenFingerprint(token), confirmed: false });
    const bytes = await everything();
    for (const clear of [token, Buffer.from(token).toString('base64'), Buffer.from(token).toString('hex')]) {
      expect(bytes.includes(clear)).toBe(false);
    }
    expect(await describeTokenSource(store.db, account.id)).toBe('stored');
  });

  it('is bound to its account', async () => {
    const other = await addAccount(store.db);
    await put({ kind: 'stored', token });
    await store.pool.query(
      `insert into credentials (account_id, kind, key_id, sealed, fingerprint)
       select $1, kind, key_id, sealed, fingerprint from credentials where account_id = $2`,
      [other.id, account.id],
    );
    const resolved = resolveToken(store.db, { sealer, readVariable: () => undefined }, other.id);
    await expect(resolved).rejects.toThrow(TokenUnavailableError);
  });

  it('cannot be opened with other keys, and the error says so without the token', async () => {
    await put({ kind: 'stored', token });
    const { sealed } = await store.db
      .selectFrom('credentials')
      .selectAll()
      .where('accountId', '=', account.id)
      .executeTakeFirstOrThrow();
    const failure = await resolve({}, createSealer({ ...generateKeyRing() })).catch((error: unknown) => error as Error);
    expect(failure).toBeInstanceOf(TokenUnavailableError);
    expect((failure as Error).message).toMatch(/key \S+ is missing\. Put it back into STEWARD_ENCRYPTION_KEYS /);
    expect((failure as Error).message).not.toContain(token);
    expect((failure as Error).message).not.toContain(sealed?.toString('hex'));
  });

  it('is replaced by another source', async () => {
    await put({ kind: 'stored', token });
    await confirmFingerprint(store.db, account.id, tokenFingerprint(token));
    await put({ kind: 'env', name: 'RETOOL_TOKEN' });
    expect(await resolve({ RETOOL_TOKEN: token })).toMatchObject({ token, confirmed: false });
    expect(await describeTokenSource(store.db, account.id)).toBe('env:RETOOL_TOKEN');
    const row = await store.db
      .selectFrom('credentials')
      .selectAll()
      .where('accountId', '=', account.id)
      .executeTakeFirst();
    expect(row).toMatchObject({ sealed: null, keyId: null });
  });
});

describe('a token behind a reference', () => {
  it('is read from a variable each time, without spaces around it', async () => {
    await put({ kind: 'env', name: 'RETOOL_TOKEN' });
    expect(await resolve({ RETOOL_TOKEN: ` ${token}\n` })).toMatchObject({ token });
    await expect(resolve()).rejects.toThrow('The variable RETOOL_TOKEN with the token is not set in this process.');
    await expect(resolve({ RETOOL_TOKEN: ' ' })).rejects.toThrow(TokenUnavailableError);
  });

  it('is read from a file each time, without the newline at its end', async () => {
    const path = join(await makeTestFolder(), 'token');
    await put({ kind: 'file', path });
    await expect(resolve()).rejects.toThrow(`The file ${path} with the token cannot be read (ENOENT).`);
    await writeFile(path, `${token}\n`);
    expect(await resolve()).toMatchObject({ token });
    await writeFile(path, '\n');
    await expect(resolve()).rejects.toThrow(`The file ${path} with the token is empty.`);
  });
});

describe('a token as people paste it', () => {
  it.each(['Bearer ', ' bearer  '])(
    'loses "%s" before it wherever it is read from, so that it stays the same',
    async (word) => {
      const path = join(await makeTestFolder(), 'token');
      await writeFile(path, `${word}${token}\n`);
      await put({ kind: 'file', path });
      expect(await resolve()).toMatchObject({ token, fingerprint: tokenFingerprint(token) });
      await put({ kind: 'env', name: 'RETOOL_TOKEN' });
      expect(await resolve({ RETOOL_TOKEN: word + token })).toMatchObject({ token });
    },
  );

  it('is refused when it is no token, without being shown', async () => {
    await put({ kind: 'env', name: 'RETOOL_TOKEN' });
    const failure = await resolve({ RETOOL_TOKEN: `${token} and more` }).catch((error: unknown) => error as Error);
    expect(failure).toBeInstanceOf(TokenUnavailableError);
    expect((failure as Error).message).toMatch(/^The variable RETOOL_TOKEN holds no token: The token holds spaces/);
    expect((failure as Error).message).not.toContain(token);
  });
});

describe('the confirmation of the organization', () => {
  it('holds for one token only', async () => {
    await put({ kind: 'env', name: 'RETOOL_TOKEN' });
    expect(await resolve({ RETOOL_TOKEN: token })).toMatchObject({ confirmed: false });
    await confirmFingerprint(store.db, account.id, tokenFingerprint(token));
    expect(await resolve({ RETOOL_TOKEN: token })).toMatchObject({ confirmed: true });
    expect(await resolve({ RETOOL_TOKEN: `${token}x` })).toMatchObject({ confirmed: false });
  });
});

describe('an account without a token', () => {
  it('says so', async () => {
    await expect(resolve()).rejects.toThrow('The account has no token.');
    expect(await describeTokenSource(store.db, account.id)).toBeUndefined();
  });
});

describe('a fingerprint', () => {
  it('is the first 16 hex digits of the SHA-256', () => {
    expect(tokenFingerprint('abc')).toBe('ba7816bf8f01cfea');
  });
});
