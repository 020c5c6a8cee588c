import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatKeyRing } from '../../domain/key-ring.js';
import { listChanges } from '../../store/changes.js';
import { addOperator } from '../../store/operators.js';
import { listSyncRuns } from '../../store/sync-runs.js';
import { listUsers } from '../../store/users.js';
import { createSteward, type Steward, type StewardRun } from '../setup/steward.js';
import { until } from '../setup/until.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

let system: WholeSystem;
let steward: Steward;

beforeAll(async () => {
  system = await startWholeSystem({
    accounts: [
      { name: 'acme-cloud', users: 60 },
      { name: 'acme-onprem', profile: '3.243', users: 20 },
    ],
  });
  const { databaseUrl, encryptionKeys, temporal } = system.workerOptions;
  const expiresAt = new Date('2199-01-01T00:00:00Z');
  const { key } = await addOperator(system.database.db, { name: 'tess', role: 'admin', expiresAt });
  steward = createSteward({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal?.address ?? '',
    STEWARD_ENCRYPTION_KEYS: formatKeyRing(encryptionKeys),
    STEWARD_OPERATOR_KEY: key,
  });
  await system.startWorker();
  expect((await steward(['setup'])).exitCode).toBe(0);
  for (const { name, baseUrl, tokens } of system.simulator.accounts) {
    const args = ['account', 'add', name, '--host', baseUrl, '--token-stdin'];
    expect((await steward(args, { input: tokens.full })).exitCode).toBe(0);
  }
  await until(async () => (await syncedAccounts()) === 2);
});

afterAll(() => system.close());

async function syncedAccounts(): Promise<number> {
  const { asOf } = await listUsers(system.database.db, {}, { limit: 1 });
  return asOf.filter(({ syncedAt }) => syncedAt !== null).length;
}

function rowsOf({ stdout }: StewardRun): Record<string, unknown>[] {
  return (JSON.parse(stdout) as { rows: Record<string, unknown>[] }).rows;
}

/** Counts that do not depend on what other tests did before. */
async function countUsers(account: string): Promise<number> {
  const { users } = await listUsers(system.database.db, { accounts: [account], status: 'enabled' }, { limit: 1000 });
  return users.length;
}

describe('steward setup', () => {
  it('can be repeated', async () => {
    const { exitCode, stdout } = await steward(['setup']);
    expect(stdout).toMatch(/^search attributes +all there\ntables +up to date\nschedules /);
    expect(exitCode).toBe(0);
  });
});

describe('steward account add', () => {
  it('starts the first sync, which becomes the baseline', async () => {
    const { changes } = await listChanges(system.database.db, { kinds: ['baseline'] }, { limit: 10 });
    expect(changes.map(({ accountName }) => accountName).sort()).toEqual(['acme-cloud', 'acme-onprem']);
  });
});

describe('steward sync', () => {
  it('follows the runs it asked for and prints their counts', async () => {
    system.simulator.account('acme-cloud').change.createUser({ email: 'noor.haddad@acme.example' });
    const run = await steward(['sync', '--wait', '--json']);
    expect(run.exitCode).toBe(0);
    expect(rowsOf(run)).toMatchObject([
      { account: 'acme-cloud', state: 'applied', users: 61 },
      { account: 'acme-onprem', state: 'applied', users: 20 },
    ]);
    const feed = await steward(['changes', '--account', 'acme-cloud', '--kind', 'user-appeared', '--json']);
    expect(rowsOf(feed)).toMatchObject([{ label: 'noor.haddad@acme.example' }]);
  });

  it('shows on a terminal how far it is', async () => {
    const { exitCode, stdout, stderr } = await steward(['sync', 'acme-cloud', '--wait'], { columns: 100 });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('acme-cloud  waiting for its run to open');
    expect(stdout).toMatch(/acme-cloud +applied/);
  });

  it('only asks when it is not to wait', async () => {
    const { exitCode, stdout, stderr } = await steward(['sync', 'acme-onprem']);
    expect(stdout).toBe('acme-onprem  sync asked for\n');
    expect(stderr).toContain('steward syncs');
    expect(exitCode).toBe(0);
  });

  it('exits 1 with reason and remedy when a sync fails, and the inventory stays', async () => {
    const onprem = system.simulator.account('acme-onprem');
    const before = await countUsers('acme-onprem');
    onprem.revokeToken(onprem.tokens.full);
    try {
      const { exitCode, stdout, stderr } = await steward(['sync', 'acme-onprem', '--wait']);
      expect(stdout).toMatch(/acme-onprem +failed/);
      expect(stderr).toMatch(/acme-onprem failed, nothing changed: .*steward account rotate-token acme-onprem/);
      expect(exitCode).toBe(1);
      expect(await countUsers('acme-onprem')).toBe(before);
    } finally {
      onprem.restoreToken(onprem.tokens.full);
    }
  });

  it('exits 1 and says what to do when the workflow it waits for is terminated', async () => {
    const { faults } = system.simulator;
    faults.add({ account: 'acme-cloud', fault: { kind: 'delay', delayMs: 60_000 } });
    try {
      const sync = steward(['sync', 'acme-cloud', '--wait']);
      const reading = () =>
        listSyncRuns(system.database.db, { accounts: ['acme-cloud'], states: ['reading'], limit: 1 });
      await until(async () => (await reading()).length === 1);
      const [run] = await reading();
      await system.client.workflow.getHandle(run?.workflowId ?? '', run?.workflowRunId).terminate();
      const { exitCode, stdout, stderr } = await sync;
      expect(stderr).toBe(
        'The sync of acme-cloud will not come to an end: its workflow was terminated. Start it again: steward sync acme-cloud --wait\n',
      );
      expect(stdout).toBe('');
      expect(exitCode).toBe(1);
    } finally {
      faults.clear();
    }
  });

  it('does not sync a paused account', async () => {
    await steward(['account', 'pause', 'acme-onprem']);
    const { exitCode, stderr } = await steward(['sync', 'acme-onprem', '--wait']);
    expect(stderr).toBe('acme-onprem is paused, so it is not synced. First: steward account resume acme-onprem\n');
    expect(exitCode).toBe(1);
    const all = await steward(['sync', '--wait']);
    expect(all.stderr).toContain('acme-onprem is paused and left out.');
    expect(all.exitCode).toBe(0);
    await steward(['account', 'resume', 'acme-onprem']);
  });

  it.each([
    [['acme-clod'], 'Did you mean acme-cloud?'],
    [['--json'], 'Add --wait.'],
    [['--timeout', '1m'], 'Add --wait.'],
    [['--wait', '--timeout', 'soon'], '"soon" is no duration.'],
  ])('refuses %j with 2', async (args, words) => {
    const { exitCode, stderr } = await steward(['sync', ...args]);
    expect(stderr).toContain(words);
    expect(exitCode).toBe(2);
  });
});

describe('steward sync review', () => {
  const cloud = () => system.simulator.account('acme-cloud');

  async function holdOne(): Promise<{ before: number; run: StewardRun }> {
    const before = await countUsers('acme-cloud');
    const ordinary = cloud()
      .users()
      .filter(({ active, isAdmin }) => active && !isAdmin)
      .slice(0, 8);
    for (const { email } of ordinary) cloud().change.disableUser(email);
    return { before, run: await steward(['sync', 'acme-cloud', '--wait']) };
  }

  it('drops what a held sync read when it is rejected, and applies it when it is accepted', async () => {
    const { before, run } = await holdOne();
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/acme-cloud +held/);
    expect(run.stderr).toMatch(/acme-cloud is held, nothing changed: 8 of \d+ users .*Decide: steward sync review/);
    expect((await steward(['account', 'show', 'acme-cloud'])).stdout).toContain('held: 8 of');

    const rejected = await steward(['sync', 'review', 'acme-cloud', 'reject']);
    expect(rejected.stdout).toBe('acme-cloud  rejected by tess: the inventory stays as it was\n');
    expect(await countUsers('acme-cloud')).toBe(before);

    expect((await steward(['sync', 'acme-cloud', '--wait'])).exitCode).toBe(1);
    const accepted = await steward(['sync', 'review', 'acme-cloud', 'accept']);
    expect(accepted.stdout).toMatch(/^acme-cloud {2}accepted by tess: \d+ changes applied\n$/);
    expect(await countUsers('acme-cloud')).toBe(before - 8);
    const [latest, earlier] = rowsOf(await steward(['syncs', '--account', 'acme-cloud', '--json']));
    expect(latest).toMatchObject({ state: 'applied', reviewedBy: 'tess' });
    expect(earlier).toMatchObject({ state: 'rejected', reviewedBy: 'tess' });
  });

  it('exits 1 when nothing is held', async () => {
    const { exitCode, stderr } = await steward(['sync', 'review', 'acme-onprem', 'accept']);
    expect(stderr).toBe('No sync of acme-onprem is held. See its runs: steward syncs\n');
    expect(exitCode).toBe(1);
  });
});
