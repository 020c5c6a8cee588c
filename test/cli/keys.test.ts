import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import type { KeyRing } from '../../domain/sealing.js';
import { putCredential, tokenFingerprint } from '../../store/credentials.js';
import { insertHrDelivery } from '../../store/hr-events.js';
import { addOperator } from '../../store/operators.js';
import { addHrConnection, newHrDelivery } from '../setup/hr.js';
import { ringOf } from '../setup/key-rings.js';
import { createSteward, type StewardRun } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let operatorKey: string;
const expiresAt = new Date('2199-01-01T00:00:00Z');
beforeEach(async () => {
  store = await openTestStore();
  operatorKey = (await addOperator(store.db, { name: 'ann', role: 'admin', expiresAt })).key;
});
afterEach(() => store.close());

/** `steward keys …` where the processes have this ring. */
const keys = (command: string, ring: KeyRing, key: string | undefined = operatorKey): Promise<StewardRun> =>
  createSteward({
    DATABASE_URL: store.url,
    STEWARD_ENCRYPTION_KEYS: formatKeyRing(ring),
    ...(key !== '' && { STEWARD_OPERATOR_KEY: key }),
  })(['keys', ...command.split(' ')]);

const token = 'retool_0123456789abcdefghijklmnop';

async function sealToken(ring: KeyRing): Promise<void> {
  const { id } = await addAccount(store.db);
  await putCredential(store.db, createSealer(ring), id, { kind: 'stored', token }, tokenFingerprint(token));
}

async function sealMessage(ring: KeyRing): Promise<void> {
  const connection = await addHrConnection(store.db, createSealer(ring));
  await insertHrDelivery(store.db, createSealer(ring), newHrDelivery(connection.id));
}

describe('steward keys list', () => {
  it('shows what each key seals, and says that older seals can be made anew', async () => {
    await sealToken(ringOf('2026-01'));
    await sealMessage(ringOf('2026-01'));
    await sealToken(ringOf('2026-07', '2026-01'));
    expect(await keys('list', ringOf('2026-07', '2026-01'), '')).toEqual({
      exitCode: 0,
      stdout: [
        'key      state  tokens  signing keys  HR secrets  HR messages  roster URLs',
        '2026-07  seals       1             0           0            0            0',
        '2026-01  opens       1             0           1            1            0',
        '',
      ].join('\n'),
      stderr: 'Seal what older keys sealed anew: steward keys reseal\n',
    });
  });

  it('names keys that rows need and nobody has, with exit code 1 and what to do', async () => {
    await sealToken(ringOf('2026-01'));
    const { exitCode, stdout, stderr } = await keys('list --json', ringOf('2026-07'));
    expect(exitCode).toBe(1);
    expect((JSON.parse(stdout) as { rows: unknown[] }).rows).toEqual([
      { key: '2026-07', state: 'seals', tokens: 0, signingKeys: 0, hrSecrets: 0, hrMessages: 0, rosterUrls: 0 },
      { key: '2026-01', state: 'missing', tokens: 1, signingKeys: 0, hrSecrets: 0, hrMessages: 0, rosterUrls: 0 },
    ]);
    expect(stderr).toBe(
      'The database needs key 2026-01, not among the encryption keys. ' +
        'Put what is missing back into STEWARD_ENCRYPTION_KEYS of every process, behind the first.\n',
    );
  });

  it('says when an older key can be retired, and nothing where there is none', async () => {
    await sealToken(ringOf('2026-07'));
    expect((await keys('list', ringOf('2026-07', '2026-01'))).stderr).toMatch(
      /^2026-01 seals nothing in the database\. Retire it once Temporal has forgotten the histories it encrypted: .+\n$/,
    );
    expect((await keys('list', ringOf('2026-07'))).stderr).toBe('');
  });

  it('never shows a key', async () => {
    await sealToken(ringOf('lost'));
    const ring = ringOf('2026-07', '2026-01');
    for (const command of ['list', 'list --json', 'list --csv', 'reseal']) {
      const { stdout, stderr } = await keys(command, ring);
      for (const key of [...Object.values(ring.keys), ...Object.values(ringOf('lost').keys)]) {
        const bytes = Buffer.from(key);
        for (const text of [bytes.toString('base64'), bytes.toString('hex')])
          expect(stdout + stderr).not.toContain(text);
      }
    }
  });
});

describe('steward keys reseal', () => {
  it('seals with the first key, tells how much, and which key is free', async () => {
    await sealToken(ringOf('2026-01'));
    await sealToken(ringOf('2026-01'));
    await sealMessage(ringOf('2026-01'));
    const ring = ringOf('2026-07', '2026-01');
    const first = await keys('reseal', ring);
    expect(first).toMatchObject({
      exitCode: 0,
      stdout: '2 tokens sealed anew\n1 HR secret sealed anew\n1 HR message sealed anew\n',
    });
    expect(first.stderr).toMatch(/^2026-01 seals nothing in the database\. Retire it once /);
    expect((await keys('reseal', ring)).stdout).toBe('everything is sealed with 2026-07 already\n');
    expect((await keys('list', ringOf('2026-07'))).exitCode).toBe(0);
  });

  it('leaves what it has no key for, names it, and exits with 1', async () => {
    await sealToken(ringOf('2026-01'));
    await sealMessage(ringOf('2025-07'));
    expect(await keys('reseal', ringOf('2026-07', '2026-01'))).toEqual({
      exitCode: 1,
      stdout: [
        '1 token sealed anew',
        '1 HR secret left: key 2025-07 is missing',
        '1 HR message left: key 2025-07 is missing',
        '',
      ].join('\n'),
      stderr:
        'What key 2025-07 sealed was left: not among the encryption keys. Put what is missing back into ' +
        'STEWARD_ENCRYPTION_KEYS of every process, behind the first. Then run this again.\n',
    });
  });

  it('leaves what was altered, and exits with 1', async () => {
    await sealToken(ringOf('2026-01'));
    await store.pool.query(`update credentials set sealed = sealed || '\\x00'::bytea`);
    const { exitCode, stdout, stderr } = await keys('reseal', ringOf('2026-07', '2026-01'));
    expect([exitCode, stdout]).toEqual([1, '1 token left: cannot be opened\n']);
    expect(stderr).toMatch(/^What cannot be opened was left: .* Keep all keys\./);
  });

  it('is for admins', async () => {
    await sealToken(ringOf('2026-01'));
    const { key: approver } = await addOperator(store.db, { name: 'alma', role: 'approver', expiresAt });
    for (const key of ['', approver]) {
      expect(await keys('reseal', ringOf('2026-07', '2026-01'), key)).toMatchObject({ exitCode: 2, stdout: '' });
    }
    expect(await store.db.selectFrom('credentials').select('keyId').execute()).toEqual([{ keyId: '2026-01' }]);
  });
});
