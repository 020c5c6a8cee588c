import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatKeyRing } from '../../domain/key-ring.js';
import { addOperator } from '../../store/operators.js';
import { findPeopleByAddress, findPersonByKey, putLink } from '../../store/people.js';
import { makeTestFolder } from '../setup/folder.js';
import { dayFromNow, fact, type Intake, openIntake } from '../setup/intake.js';
import { crowd, group, member, organization, syncOrganization, user } from '../setup/organization.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount } from '../setup/store.js';

let intake: Intake;
let steward: Steward;

const exclusion = `version: 1
default_time_zone: UTC
exclusions:
  - email: robot@acme.example
    account: '*'
    owner: it
    reason: nightly export
    expires: 2099-12-31
`;

beforeAll(async () => {
  intake = await openIntake();
  const { store, keys } = intake;
  const folder = await makeTestFolder();
  const policy = join(folder, 'steward.policy.yaml');
  await writeFile(policy, exclusion);
  const { key } = await addOperator(store.db, { name: 'tess', role: 'operator', expiresAt: new Date('2199-01-01') });
  steward = createSteward({
    DATABASE_URL: store.url,
    STEWARD_ENCRYPTION_KEYS: formatKeyRing(keys),
    STEWARD_OPERATOR_KEY: key,
    STEWARD_POLICY_FILE: policy,
  });
  const account = await addAccount(store.db, { name: 'acme-cloud', internalDomains: ['acme.example'] });
  const users = [
    user('ada'),
    user('ada2', { email: 'ada.second@acme.example' }),
    user('leaver'),
    user('robot'),
    user('guest', { email: 'guest@partner.example' }),
    user('ghost'),
    user('gone', { active: false }),
    ...crowd(),
  ];
  const groups = [group(7, 'Finance')];
  await syncOrganization(store, account.id, organization({ users, groups, memberships: [member(7, 'ada')] }));

  const hr = await intake.connection();
  const of = (name: string) => ({ worker: { workEmail: `${name}@acme.example`, displayName: `Dr ${name}` } });
  await intake.hear(hr, fact('hired', 'E-1', -300, { ...of('ada'), employment: { department: 'Finance' } }));
  await intake.hear(hr, fact('hired', 'E-2', -300, of('leaver')), fact('terminated', 'E-2', -20));
  await intake.hear(hr, fact('hired', 'E-3', -300, of('nobody.yet')));
  for (const name of crowd())
    await intake.hear(hr, fact('hired', `E-1${name.id.slice(-1)}`, -300, of(name.firstName ?? '')));
  const ada = await findPersonByKey(store.db, 'E-1');
  const link = { accountId: account.id, userId: 'user_ada2', linkedBy: 'tess', reason: null };
  await putLink(store.db, { ...link, personId: ada?.id ?? '' });
});
afterAll(() => intake.close());

const jsonOf = async (...args: string[]) => {
  const { stdout, stderr, exitCode } = await steward(['people', ...args, '--json']);
  expect(exitCode, stderr).toBe(0);
  return (JSON.parse(stdout) as { rows: Record<string, unknown>[] }).rows;
};

describe('steward people', () => {
  it('lists people with their standing, as HR has it', async () => {
    const rows = await jsonOf();
    expect(rows.filter(({ person }) => ['E-1', 'E-2', 'E-3'].includes(String(person)))).toMatchObject([
      { person: 'E-1', status: 'works', attributes: { department: 'Finance' }, enabledIn: ['acme-cloud'] },
      { person: 'E-2', status: 'left', enabledIn: ['acme-cloud'], openRuns: ['offboard/E-2/1/1'] },
      { person: 'E-3', status: 'works', enabledIn: [], disabledIn: [] },
    ]);
  });

  it('shows the last day of somebody who leaves, not the day after it', async () => {
    expect((await steward(['people', '--status', 'left'])).stdout).toMatch(
      new RegExp(`E-2 .*left +${dayFromNow(-300)} +${dayFromNow(-21)}`),
    );
  });

  it('goes on where a page ended, and shows one status alone', async () => {
    const page = await steward(['people', '--limit', '5', '--json']);
    const { rows, next } = JSON.parse(page.stdout) as { rows: { person: string }[]; next: string };
    const [following] = await jsonOf('--after', next);
    expect(String(following?.person) > (rows.at(-1)?.person ?? '')).toBe(true);
    expect(await jsonOf('--status', 'left')).toMatchObject([{ person: 'E-2' }]);
  });

  it('--unmatched: works here, and no account has a user', async () => {
    expect(await jsonOf('--unmatched')).toMatchObject([{ person: 'E-3' }]);
  });

  it('--orphans: each user whom HR does not account for, with its class', async () => {
    const rows = await jsonOf('--orphans');
    expect(Object.fromEntries(rows.map(({ id, class: why }) => [id, why]))).toEqual({
      user_ada: 'several-users',
      user_ada2: 'several-users',
      user_leaver: 'leaver',
      user_robot: 'excluded',
      user_guest: 'external',
      user_ghost: 'not-in-hr',
    });
    expect(rows.find(({ id }) => id === 'user_robot')).toMatchObject({
      excludedUntil: '2099-12-31',
      exclusionReason: 'nightly export',
      exclusionOwner: 'it',
    });
    const { stdout } = await steward(['people', '--orphans', '--class', 'excluded']);
    expect(stdout).toMatch(/robot@acme\.example +acme-cloud +excluded until 2099-12-31: nightly export/);
  });

  it('--leavers-with-access: who left and can still sign in (5.26)', async () => {
    expect(await jsonOf('--leavers-with-access')).toMatchObject([{ id: 'user_leaver', person: 'E-2' }]);
  });
});

it.each([
  ['--attention', '--orphans'],
  ['--unmatched', '--leavers-with-access'],
  ['--orphans', '--leavers-with-access'],
])('steward people refuses %s together with %s: one list is of people, the other of users', async (one, other) => {
  const { exitCode, stdout, stderr } = await steward(['people', one, other]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('cannot be used with');
});

describe('steward person', () => {
  it('shows what HR says, what Retool says, runs, and where the evidence is', async () => {
    const { stdout, stderr } = await steward(['person', 'leaver@acme.example']);
    expect(stdout).toContain('E-2 · Dr leaver · left');
    expect(stdout).toMatch(/HR · acme-hr \(E-2\)/);
    expect(stdout).toMatch(/acme-cloud · leaver@acme\.example · enabled · Standard User · no groups · last visit/);
    expect(stdout).toMatch(/offboard\/E-2\/1\/1 · planned · .* · HR acme-hr: HR says the last day is/);
    expect(stderr).toContain('steward evidence offboard/E-2/1/1');
  });

  it('knows nobody who is not there', async () => {
    expect(await steward(['person', 'E-999'])).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('asks what somebody has to decide, and takes the answer', async () => {
    const hr = await intake.connection();
    await intake.hear(hr, fact('hire_cancelled', 'E-1', -300));
    const asked = await steward(['person', 'E-1']);
    expect(asked.stdout).toContain('1. HR called the start off, and the person works here already');
    expect(asked.stdout).toContain('steward people settle E-1 --question 1 --apply');
    const settle = ['people', 'settle', 'E-1', '--question', '1'];
    expect(await steward([...settle, '--reason', 'x'])).toMatchObject({ exitCode: 2 });
    const settled = await steward([...settle, '--ignore', '--reason', 'a slip']);
    expect(settled.exitCode, settled.stderr).toBe(0);
    await intake.carryOut();
    expect((await intake.person('E-1')).attention).toEqual([]);
    const decided = await intake.store.db
      .selectFrom('settlements')
      .select(['choice', 'operatorName', 'reason'])
      .execute();
    expect(decided).toEqual([{ choice: 'ignore', operatorName: 'tess', reason: 'a slip' }]);
  });

  it('names the HR system that has somebody left, and the one that still has them (5.10)', async () => {
    const [hr, other] = [await intake.connection(), await intake.connection('other-hr')];
    const worker = { employeeNumber: 'E-88' };
    await intake.hear(hr, fact('hired', 'W-88', -100, { worker }));
    await intake.hear(other, fact('hired', 'X-88', -100, { worker }));
    await intake.hear(hr, fact('terminated', 'W-88', -2));
    expect(await intake.runs('E-88')).toEqual([]);
    const { stdout } = await steward(['person', 'E-88']);
    expect(stdout).toContain(
      '1. acme-hr says they left, other-hr still has them: access stays. Have other-hr end them',
    );
    expect(stdout).toContain('steward people settle E-88 --question 1 --ignore');
    expect((await steward(['people', '--attention'])).stdout).toContain('left-by-one-source');
  });

  it('joins two records that are one person, for good (5.9)', async () => {
    const hr = await intake.connection();
    const worker = { workEmail: 'twice@acme.example' };
    await intake.hear(hr, fact('hired', 'C-77', -100, { worker }), fact('terminated', 'C-77', 5));
    await intake.hear(hr, fact('hired', 'E-77', 5, { worker }));
    const joined = await steward([
      'people',
      'join',
      'C-77',
      '--into',
      'E-77',
      '--reason',
      'contractor became employee',
    ]);
    expect(joined.exitCode, joined.stderr).toBe(0);
    expect((await findPeopleByAddress(intake.store.db, worker.workEmail)).map(({ key }) => key)).toEqual(['E-77']);
    const { attention, state } = await intake.person('E-77');
    expect(attention).toEqual([]);
    expect(state?.episodes).toMatchObject([{ number: 1, end: null }]);
    await intake.hear(hr, fact('changed', 'C-77', 0, { employment: { department: 'Support' } }));
    expect((await intake.person('E-77')).attributes).toMatchObject({ department: 'Support' });
  });
});

describe('steward people import', () => {
  const importing = async (lines: string[], ...args: string[]) =>
    await steward(['people', 'import', '-', '--connection', 'acme-roster', ...args], { input: lines.join('\n') });
  const header = 'id,email,start_date,last_day,department';
  const staff = Array.from({ length: 12 }, (_, n) => `R-${n + 10},r${n}@acme.example,2024-01-01,,Sales`);

  it('says with --dry-run what would follow, and changes nothing', async () => {
    const { stdout, stderr, exitCode } = await importing([header, ...staff], '--dry-run');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('acme-roster  12 rows: 12 new, 0 changed, 0 as before, 0 missing');
    expect(stdout).toContain('  R-10  hired  2024-01-01');
    expect(await findPersonByKey(intake.store.db, 'R-10')).toBeUndefined();
  });

  it('says the same as events do: starts, changes, ends', async () => {
    expect(await importing([header, ...staff])).toMatchObject({ exitCode: 0 });
    await intake.takeIn();
    expect(await intake.person('R-10')).toMatchObject({ attributes: { department: 'Sales' }, reconsiderAt: null });
    const later = [header, 'R-10,r0@acme.example,2024-01-01,2099-12-30,Support', ...staff.slice(1)];
    expect((await importing(later)).stdout).toContain('0 new, 1 changed, 11 as before, 0 missing');
    await intake.takeIn();
    expect(await intake.runs('R-10')).toMatchObject([
      { kind: 'offboard', effectiveDay: '2099-12-30', askedBy: 'HR acme-roster' },
    ]);
    expect((await importing(later)).stdout).toContain('0 new, 0 changed, 12 as before, 0 missing');
  });

  it('takes nobody who is missing for gone: somebody is asked to look', async () => {
    const { stderr } = await importing([header, ...staff.slice(0, 11)]);
    expect(stderr).toContain('steward people --attention');
    await intake.carryOut();
    expect(await intake.runs('R-21')).toEqual([]);
    expect((await intake.person('R-21')).attention.map((id) => id.split('/')[0])).toEqual(['missing-from-roster']);
    await importing([header, ...staff]);
    await intake.carryOut();
    expect((await intake.person('R-21')).attention).toEqual([]);
  });

  it('asks before somebody starts whose row is gone', async () => {
    const joiner = 'R-40,r40@acme.example,2099-01-01,,Sales';
    await importing([header, ...staff, joiner]);
    await intake.takeIn();
    await importing([header, ...staff]);
    await intake.carryOut();
    expect((await intake.person('R-40')).attention.map((id) => id.split('/')[0])).toEqual(['missing-from-roster']);
  });

  it('holds a list that lost many, and takes it when told to', async () => {
    const { exitCode, stderr } = await importing([header, staff[0] ?? '']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/acme-roster is held: 11 people of the last list are missing, and 10 may be\./);
    expect((await importing([header, staff[0] ?? ''], '--accept-losses')).stdout).toContain('11 missing');
  });

  it('whose many ends are held lets those who start pass, and says all of it again once that was thrown away', async () => {
    const many = (lastDay: string) => Array.from({ length: 12 }, (_, n) => `M-${n + 10},,2024-01-01,${lastDay},`);
    const take = async (lines: string[]) => {
      await steward(['people', 'import', '-', '--connection', 'mass'], { input: [header, ...lines].join('\n') });
      await intake.takeIn();
    };
    await take(many(''));
    const left = [...many('2026-01-31'), 'M-40,,2099-01-01,,'];
    await take(left);
    expect(await intake.runs('M-40')).toHaveLength(1);
    expect(await intake.runs('M-10')).toEqual([]);
    await steward(['hr', 'release', 'mass', '--discard', '--reason', 'a slip']);
    await take([...many('').slice(1), left[0] ?? '', 'M-40,,2099-01-01,,']);
    expect(await intake.runs('M-10')).toMatchObject([{ kind: 'offboard' }]);
    expect(await intake.runs('M-11')).toEqual([]);
    expect(await intake.runs('M-40')).toHaveLength(1);
  });

  it('takes neither an empty list nor half a one for a list', async () => {
    expect(await importing([])).toMatchObject({ exitCode: 2 });
    expect(await importing([header, 'R-10,no address,,,'])).toMatchObject({ exitCode: 2 });
  });
});
