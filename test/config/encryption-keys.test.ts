import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../config/config-error.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { loadConfig } from '../../config/load-config.js';
import { ensureLocalKeys } from '../../config/local-keys.js';
import { requireEncryptionKeys } from '../../config/require-encryption-keys.js';
import { formatKeyRing } from '../../domain/key-ring.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('ensureLocalKeys', () => {
  it('makes keys once and finds them again', async () => {
    const made = await ensureLocalKeys(join(folder, 'state'));
    expect(made.keys[made.currentId]).toHaveLength(32);
    expect(await ensureLocalKeys(join(folder, 'state'))).toEqual(made);
  });

  it('gives all who start at once the same keys and leaves nothing else behind', async () => {
    const rings = await Promise.all(Array.from({ length: 20 }, () => ensureLocalKeys(folder)));
    expect(new Set(rings.map(formatKeyRing)).size).toBe(1);
    expect(await readdir(folder)).toEqual(['encryption-keys']);
  });

  it('lets only the owner read the file', async () => {
    await ensureLocalKeys(join(folder, 'state'));
    expect((await stat(join(folder, 'state/encryption-keys'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'state'))).mode & 0o777).toBe(0o700);
  });

  it('never replaces a file it cannot read', async () => {
    await writeFile(join(folder, 'encryption-keys'), 'broken');
    await expect(ensureLocalKeys(folder)).rejects.toThrow(/cannot be used \(key 1 has no id.*Restore the file/);
    expect(await readFile(join(folder, 'encryption-keys'), 'utf8')).toBe('broken');
  });

  it('says when the folder cannot be used', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(ensureLocalKeys(join(folder, 'file'))).rejects.toThrow(/set STEWARD_STATE_DIR to another/);
  });
});

describe('requireEncryptionKeys', () => {
  const config = (env: Record<string, string | undefined> = {}) => loadConfig({ STEWARD_STATE_DIR: folder, ...env });

  it('takes the keys that are given, in the local stack too', async () => {
    const ring = generateKeyRing();
    expect(await requireEncryptionKeys(config({ STEWARD_ENCRYPTION_KEYS: formatKeyRing(ring) }))).toEqual(ring);
    expect(await readdir(folder)).toEqual([]);
  });

  it('makes keys for the local stack', async () => {
    expect(await requireEncryptionKeys(config())).toEqual(await ensureLocalKeys(folder));
  });

  it.each([{ DATABASE_URL: 'postgres://db/steward' }, { TEMPORAL_ADDRESS: 'temporal.example.com:7233' }])(
    'refuses to go without keys beside %j',
    async (env) => {
      const keys = requireEncryptionKeys(config(env));
      await expect(keys).rejects.toThrow(ConfigError);
      await expect(keys).rejects.toThrow(/^STEWARD_ENCRYPTION_KEYS is not set/);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('makes keys for a stack that ignores what is set', async () => {
    const ring = await requireEncryptionKeys(config({ DATABASE_URL: 'postgres://db/steward' }), { local: true });
    expect(ring).toEqual(await ensureLocalKeys(folder));
  });
});
