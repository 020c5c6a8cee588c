import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { appendLedger } from '../../store/ledger.js';
import { hashHead, headsGenesis, signHead, signingKeyId } from '../../store/signing.js';
import { openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

const sealer = createSealer(generateKeyRing());
const append = (runId: string) => appendLedger(store.db, runId, [{ kind: 'stage', stage: 'acting', detail: null }]);
const newRun = async () => {
  const runId = randomUUID();
  await append(runId);
  return runId;
};
const heads = () => store.db.selectFrom('ledgerHeads').selectAll().orderBy('seq').execute();

describe('the index of heads', () => {
  it('has the newest row of each run, chained over all runs, each signed with Ed25519', async () => {
    const [first, second] = [await newRun(), await newRun()];
    await signHead(store.db, sealer, first);
    await signHead(store.db, sealer, second);
    await append(first);
    await signHead(store.db, sealer, first);
    const rows = await heads();
    expect(rows.map(({ seq, runId, ledgerSeq }) => [seq, runId, ledgerSeq])).toEqual([
      [1, first, 1],
      [2, second, 1],
      [3, first, 2],
    ]);
    const key = await store.db.selectFrom('signingKeys').selectAll().executeTakeFirstOrThrow();
    const publicKey = createPublicKey(key.publicKey);
    expect(publicKey.asymmetricKeyType).toBe('ed25519');
    expect(key.id).toBe(signingKeyId(publicKey));
    let prevHash = headsGenesis;
    for (const row of rows) {
      expect(row.prevHash).toBe(prevHash);
      expect(row.hash).toBe(hashHead({ ...row, at: row.at.toISOString() }));
      expect(verify(null, Buffer.from(row.hash), publicKey, Buffer.from(row.signature, 'base64'))).toBe(true);
      prevHash = row.hash;
    }
  });

  it('is as it was when nothing was written since, or nothing at all', async () => {
    const runId = await newRun();
    await signHead(store.db, sealer, runId);
    const before = await heads();
    await signHead(store.db, sealer, runId);
    await signHead(store.db, sealer, randomUUID());
    expect(await heads()).toEqual(before);
  });

  it('takes many at once without a gap, and one key is made', async () => {
    const runs = await Promise.all(Array.from({ length: 24 }, newRun));
    await Promise.all(runs.map((runId) => signHead(store.db, sealer, runId)));
    const rows = await heads();
    expect(rows.map(({ seq }) => seq)).toEqual(runs.map((_, index) => index + 1));
    expect(rows.slice(1).map(({ prevHash }) => prevHash)).toEqual(rows.slice(0, -1).map(({ hash }) => hash));
    expect(await store.db.selectFrom('signingKeys').select('id').execute()).toHaveLength(1);
  });

  it.each(['update ledger_heads set hash = hash', 'delete from ledger_heads', 'truncate ledger_heads'])(
    'is append only: "%s" is refused',
    async (statement) => {
      await expect(store.pool.query(statement)).rejects.toThrow(/append only/);
    },
  );
});

describe('the key that signs', () => {
  it('is sealed by the encryption keys: without them nothing is signed', async () => {
    const runId = await newRun();
    await signHead(store.db, sealer, runId);
    await append(runId);
    await expect(signHead(store.db, createSealer(generateKeyRing()), runId)).rejects.toThrow(/encrypt/i);
    expect(await heads()).toHaveLength(1);
  });
});
