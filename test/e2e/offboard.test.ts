import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tryNowUpdate } from '../../workflows/messages.js';
import { readLedger } from '../../store/ledger.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { getRun } from '../../store/runs.js';
import { startOffboarding } from '../setup/offboarding.js';
import { until } from '../setup/until.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

const profiles = ['3.100', '3.243', '3.334', '4.70'] as const;

const nameOf = (profile: string) => `acme-${profile.replace('.', '-')}`;

let system: WholeSystem;

beforeAll(async () => {
  system = await startWholeSystem({
    accounts: profiles.map((profile) => ({ name: nameOf(profile), profile, domain: `${nameOf(profile)}.example` })),
  });
  await system.startWorker();
});
afterAll(() => system.close());

describe.each(profiles)('a leaver of Retool %s', (profile) => {
  it('ends disabled, without group, invite and grant, proven now and at the second look', async () => {
    const name = nameOf(profile);
    const simulated = system.simulator.account(name);
    const { leaver } = simulated.special;
    const account = await system.connect(name, {
      access: 'write',
      source: { kind: 'stored', token: simulated.tokens.full },
      tokenOwnerEmail: simulated.special.soleAdmin,
    });
    await (await system.startSync(account)).result();
    const { run, handle } = await startOffboarding(system, leaver, { onlyAccounts: [name] });
    await until(async () => (await getRun(system.database.db, run.id)).verifiedAt !== null);
    await handle.executeUpdate(tryNowUpdate, { args: [{ reason: 'the test does not wait a day' }] });
    expect(await handle.result()).toMatchObject({ outcome: 'verified' });

    expect(simulated.describeUser(leaver)).toMatchObject({
      active: false,
      groups: [],
      invites: [],
      grants: [],
      roleGrants: [],
    });
    const [row] = await listRunAccounts(system.database.db, run.id);
    expect(row).toMatchObject({ state: 'verified', secondLook: 'as verified' });
    expect((await readLedger(system.database.db, run.id)).map(({ entry }) => entry.kind)).toContain('verified');
  });
});
