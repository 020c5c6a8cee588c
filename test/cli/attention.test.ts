import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import { readLedger } from '../../store/ledger.js';
import { addOperator } from '../../store/operators.js';
import { addEndedRun, addRun } from '../setup/lifecycle.js';
import { crowd, organization, syncOrganization, user } from '../setup/organization.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let steward: Steward;
let run: Awaited<ReturnType<typeof addEndedRun>>;
beforeAll(async () => {
  store = await openTestStore();
  const expiresAt = new Date('2199-01-01T00:00:00Z');
  const { key } = await addOperator(store.db, { name: 'olga', role: 'operator', expiresAt });
  steward = createSteward({
    DATABASE_URL: store.url,
    STEWARD_OPERATOR_KEY: key,
    STEWARD_ENCRYPTION_KEYS: formatKeyRing(generateKeyRing()),
  });
});
afterAll(() => store.close());

/** A leaver who is enabled again, as a sync has seen. */
beforeEach(async () => {
  await store.db.deleteFrom('identities').execute();
  const account = await addAccount(store.db);
  const ada = user('ada');
  run = await addEndedRun(store.db, account, { email: ada.email, userId: ada.id });
  await syncOrganization(store, account.id, organization({ users: [...crowd(), ada] }));
});

describe('steward runs --attention', () => {
  it('lists a run whose leaver is enabled again, though it has ended, and says what to do', async () => {
    await addRun(store.db);
    const { stdout, stderr } = await steward(['runs', '--attention']);
    expect(stdout).toMatch(new RegExp(`${run.workflowId} +verified +access-came-back`));
    expect(stderr).toContain(`steward offboard ${run.personKey} --now`);
    expect(stderr).toContain(`steward acknowledge ${run.workflowId}`);
    const shown = await steward(['run', run.workflowId]);
    expect(shown.stdout).toMatch(/you can: Take it away again: .*\n.*came back since .*: enabled again/);
  });

  it('gives as JSON what to do, too', async () => {
    const { rows } = JSON.parse((await steward(['runs', '--attention', '--json'])).stdout) as {
      rows: { run: string; whatToDo: string }[];
    };
    expect(rows.find((row) => row.run === run.workflowId)?.whatToDo).toContain('steward acknowledge');
  });
});

describe('steward acknowledge', () => {
  it('leaves what came back, for a reason that is kept', async () => {
    const command = ['acknowledge', run.workflowId, '--reason', 'helps out until March'];
    const { exitCode, stdout } = await steward(command);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/enabled again\n.*acknowledge\n$/)]);
    expect((await steward(['runs', '--attention'])).stdout).not.toContain(run.workflowId);
    const shown = await steward(['run', run.workflowId]);
    expect(shown.stdout).toContain('enabled again, acknowledged');
    expect(shown.stdout).toContain('acknowledge by olga: helps out until March');
    expect((await readLedger(store.db, run.id)).map(({ entry }) => entry.kind)).toEqual(['drift', 'decided']);
    const heads = await store.db.selectFrom('ledgerHeads').select('ledgerSeq').where('runId', '=', run.id).execute();
    expect(heads).toEqual([{ ledgerSeq: 2 }]);
  });

  it('is refused where nothing came back', async () => {
    const { workflowId, id } = await addRun(store.db);
    const { exitCode, stderr } = await steward(['acknowledge', workflowId, '--reason', 'just so']);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('Nothing of')]);
    expect(await readLedger(store.db, id)).toEqual([]);
  });
});
