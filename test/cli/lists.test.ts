import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccountByName, updateAccount } from '../../store/accounts.js';
import { crowd, group, invite, member, organization, syncOrganization, user } from '../setup/organization.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

const now = new Date('2026-11-24T18:00:00Z');

let store: TestStore;
let steward: Steward;

beforeAll(async () => {
  store = await openTestStore();
  steward = createSteward({ DATABASE_URL: store.url });
  const cloud = await addAccount(store.db, { name: 'acme-cloud' });
  const onprem = await addAccount(store.db, { name: 'acme-onprem' });
  await addAccount(store.db, { name: 'acme-new' });

  const people = [
    user('ada', { isAdmin: true, seatType: 'builder' }),
    user('grace', { lastActive: '2026-07-01T09:00:00.000Z', seatType: 'internalUser' }),
    user('newton', { lastActive: null, createdAt: '2026-11-20T09:00:00.000Z' }),
    user('marlow', { active: false }),
    ...crowd(),
  ];
  const groups = [
    group(1, 'admin'),
    group(4, 'All Users'),
    group(7, 'Finance Editors', { universalAppAccess: 'edit' }),
  ];
  const memberships = [
    member(1, 'ada'),
    ...people.map(({ firstName }) => member(4, firstName ?? '')),
    member(7, 'grace', true),
  ];
  const first = organization({ users: people, groups, memberships });
  const at = (time: string) => ({ now: new Date(`2026-11-24T${time}:00Z`) });
  await syncOrganization(store, cloud.id, first, at('13:00'));
  await syncOrganization(
    store,
    cloud.id,
    {
      ...first,
      users: [...people, user('noor')],
      memberships: [...memberships, member(4, 'noor')],
      invites: [invite(9)],
    },
    at('14:00'),
  );
  await syncOrganization(store, onprem.id, organization({ users: [user('ada'), user('=cmd')] }), at('13:58'));
});

afterAll(() => store.close());

interface Listed {
  rows: Record<string, unknown>[];
  asOf: Record<string, string | null>;
  next: string | null;
}

async function ask(...args: string[]): Promise<Listed> {
  const { exitCode, stdout, stderr } = await steward([...args, '--json'], { now });
  expect(stderr.replace(/^More: .*\n/, '')).toBe('');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout) as Listed;
}

const emailsOf = ({ rows }: Listed) => rows.map(({ email }) => email);

describe('steward users', () => {
  it('shows status, role, licence with its reason, last visit and groups, and as of when', async () => {
    const { stdout, stderr } = await steward(['users', '--account', 'acme-cloud', '--email', 'a'], { now });
    const lines = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(lines[0]).toEqual(['user', 'account', 'status', 'role', 'licence', 'last visit', 'groups']);
    expect(lines).toContainEqual([
      'grace@acme.example',
      'acme-cloud',
      'enabled',
      'user, admin of Finance Editors',
      'Standard User · seat type given by Retool',
      '2026-07-01',
      'Finance Editors',
    ]);
    expect(lines).toContainEqual(expect.arrayContaining(['newton@acme.example', 'never']));
    expect(lines).toContainEqual(expect.arrayContaining(['marlow@acme.example', 'disabled', 'none']));
    expect(stdout).toContain('as of 14:00 (acme-cloud)');
    expect(stderr).toBe('');
  });

  it.each([
    [['--status', 'disabled'], ['marlow@acme.example']],
    [['--role', 'admin'], ['ada@acme.example']],
    [['--role', 'group-admin'], ['grace@acme.example']],
    [['--licence', 'none'], ['marlow@acme.example']],
    [['--group', 'finance editors'], ['grace@acme.example']],
    [['--inactive', '90'], ['grace@acme.example']],
    [['--never-signed-in'], ['newton@acme.example']],
    [['--email', 'NOOR'], ['noor@acme.example']],
  ])('with %j shows those alone', async (filter, emails) => {
    expect(emailsOf(await ask('users', '--account', 'acme-cloud', ...filter))).toEqual(emails);
  });

  it('gives the same rows page by page as at once', async () => {
    const whole = await ask('users', '--all');
    expect(whole.rows).toHaveLength(17);
    expect(whole.next).toBeNull();
    const paged: unknown[] = [];
    for (let after: string[] = [], more = true; more;) {
      const page = await ask('users', '--limit', '5', ...after);
      expect(page.rows.length).toBeLessThanOrEqual(5);
      paged.push(...emailsOf(page));
      more = page.next !== null;
      after = ['--after', page.next ?? ''];
    }
    expect(paged).toEqual(emailsOf(whole));
  });

  it('says for each account as of when it is true, also when it never was read', async () => {
    const { asOf } = await ask('users');
    expect(asOf).toEqual({
      'acme-cloud': '2026-11-24T14:00:00.000Z',
      'acme-new': null,
      'acme-onprem': '2026-11-24T13:58:00.000Z',
    });
    const { stdout } = await steward(['users', '--limit', '1'], { now });
    expect(stdout).toContain(
      '1 user, more follow · as of 14:00 (acme-cloud), 13:58 (acme-onprem) · never synced: acme-new',
    );
  });

  it('says how to get the rest', async () => {
    const { stderr } = await steward(['users', '--limit', '1'], { now });
    expect(stderr).toMatch(/^More: the same with --after [\w-]+, or with --all\.\n$/);
  });

  it('gives CSV that no spreadsheet takes for formulas', async () => {
    const { stdout } = await steward(['users', '--account', 'acme-onprem', '--csv'], { now });
    const [header, first] = stdout.split('\n');
    expect(header).toMatch(/^account,id,email,firstName,lastName,status,role,/);
    expect(first).toMatch(/^acme-onprem,user_=cmd,'=cmd@acme\.example,/);
  });

  it('is never wider than the terminal', async () => {
    const { stdout, stderr } = await steward(['users', '--account', 'acme-cloud'], { now, columns: 70 });
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(70);
    expect(stderr).toContain('Left out for want of room: groups');
  });

  it('suggests the group that was meant', async () => {
    const { exitCode, stderr } = await steward(['users', '--group', 'Finance Editor'], { now });
    expect(exitCode).toBe(0);
    expect(stderr).toBe('No group is named "Finance Editor". Did you mean "Finance Editors"?\n');
  });

  it.each([
    [['--account', 'acme-clod'], 'There is no account "acme-clod". Did you mean acme-cloud?'],
    [['--after', 'nonsense'], '--after takes the cursor that a page ended with.'],
    [['--limit', '0'], 'Give a whole number from 1 to 100000.'],
    [['--inactive', 'long'], 'Give a whole number from 1 to 36500.'],
    [['--licence', 'gold'], 'Allowed choices are builder, standard, external, none.'],
    [['--json', '--csv'], "'--json' cannot be used with option '--csv'"],
    [['--all', '--limit', '5'], "'--limit <count>' cannot be used with option '--all'"],
  ])('refuses %j with 2 and one line', async (args, words) => {
    const { exitCode, stdout, stderr } = await steward(['users', ...args], { now });
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('steward groups', () => {
  it('shows members and what they may do', async () => {
    const { rows } = await ask('groups', '--account', 'acme-cloud', '--name', 'finance');
    expect(rows).toMatchObject([
      { account: 'acme-cloud', name: 'Finance Editors', members: 1, groupAdmins: 1, universalAppAccess: 'edit' },
    ]);
    const { stdout } = await steward(['groups'], { now });
    expect(stdout).toContain('3 groups · as of');
  });
});

describe('steward licences', () => {
  it('sums up per account and in all, with the share that nobody uses', async () => {
    const { rows } = await ask('licences');
    const find = (account: string | null, licence: string) =>
      rows.find((row) => row.account === account && row.licence === licence);
    expect(find('acme-cloud', 'builder')).toMatchObject({ users: 1, inactive90: 0 });
    expect(find('acme-cloud', 'standard')).toMatchObject({
      users: 13,
      inactive30: 1,
      inactive90: 1,
      inactive90Share: 0.077,
    });
    expect(find('acme-cloud', 'disabled')).toMatchObject({ users: 1, inactive30: null });
    expect(find(null, 'seats')).toMatchObject({ users: 16 });
    const { stdout } = await steward(['licences'], { now });
    expect(stdout).toContain('all accounts');
    expect(stdout).toContain('1 · 8 %');
  });

  it('maps its words to those of Retool in its help', async () => {
    const { exitCode, stdout } = await steward(['licences', '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Standard User +Retool's Internal user/);
    expect(stdout).toContain('until 2025 its "Standard user"');
  });
});

describe('steward changes', () => {
  it('shows the newest first, in words', async () => {
    const { stdout } = await steward(['changes', '--account', 'acme-cloud'], { now });
    const lines = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(lines).toContainEqual(['14:00', 'acme-cloud', 'user appeared', 'noor@acme.example', 'user, Standard User']);
    expect(lines).toContainEqual(['14:00', 'acme-cloud', 'invite opened', 'invited9@acme.example']);
    expect(lines).toContainEqual(expect.arrayContaining(['baseline', 'first sync: 14 users, 3 groups']));
  });

  it('can be asked since when, of which kind, page by page', async () => {
    expect((await ask('changes', '--since', '2026-11-24T13:59Z')).rows).toHaveLength(2);
    expect((await ask('changes', '--kind', 'baseline')).rows).toHaveLength(2);
    const page = await ask('changes', '--limit', '3');
    const rest = await ask('changes', '--limit', '3', '--after', page.next ?? '');
    expect([...page.rows, ...rest.rows].map(({ kind }) => kind)).toEqual(
      (await ask('changes', '--all')).rows.map(({ kind }) => kind),
    );
  });
});

describe('an account whose last run began long ago', () => {
  const later = new Date(Date.now() + 3 * 3_600_000);

  it('is called overdue by list and show, unless it is paused', async () => {
    const onprem = await findAccountByName(store.db, 'acme-onprem');
    await updateAccount(store.db, onprem?.id ?? '', { state: 'paused' });
    const { rows } = JSON.parse((await steward(['account', 'list', '--json'], { now: later })).stdout) as Listed;
    expect(rows.map(({ account, state, overdue }) => [account, state, overdue])).toEqual([
      ['acme-cloud', 'active', true],
      ['acme-new', 'active', true],
      ['acme-onprem', 'paused', false],
    ]);
    const list = await steward(['account', 'list'], { now: later });
    expect(list.stdout).toMatch(/acme-cloud .* active, overdue /);
    expect(list.stderr).toBe('Overdue: no run has begun for long. Look whether a worker runs: steward worker\n');
    const show = (...args: string[]) => steward(['account', 'show', 'acme-cloud', ...args], { now: later });
    expect((await show()).stdout).toMatch(/^state +active, overdue$/m);
    expect(JSON.parse((await show('--json')).stdout)).toMatchObject({ state: 'active', overdue: true });
    await updateAccount(store.db, onprem?.id ?? '', { state: 'active' });
  });

  it('is not overdue while only one time has passed, also by a cron expression', async () => {
    const cloud = await findAccountByName(store.db, 'acme-cloud');
    const show = async () => {
      const { stdout } = await steward(['account', 'show', 'acme-cloud', '--json'], { now: later });
      return JSON.parse(stdout) as { overdue: boolean };
    };
    await updateAccount(store.db, cloud?.id ?? '', { timing: { kind: 'interval', everyMs: 2 * 3_600_000 } });
    expect(await show()).toMatchObject({ overdue: false });
    const timing = (expression: string) => ({ timing: { kind: 'cron' as const, expression, timeZone: 'UTC' } });
    await updateAccount(store.db, cloud?.id ?? '', timing('0 6 1 * *'));
    expect(await show()).toMatchObject({ overdue: false });
    await updateAccount(store.db, cloud?.id ?? '', timing('*/5 * * * *'));
    expect(await show()).toMatchObject({ overdue: true });
    await updateAccount(store.db, cloud?.id ?? '', { timing: { kind: 'interval', everyMs: 3_600_000 } });
  });
});

describe('steward syncs', () => {
  it('shows runs with their outcome and counts', async () => {
    const { rows } = await ask('syncs', '--account', 'acme-cloud');
    expect(rows).toMatchObject([
      { account: 'acme-cloud', state: 'applied', users: 15, changes: 2, baseline: false },
      { account: 'acme-cloud', state: 'applied', users: 14, changes: 1, baseline: true },
    ]);
  });

  it('says as of when: the moment it was asked', async () => {
    expect((await ask('syncs', '--account', 'acme-cloud')).asOf).toEqual({ 'acme-cloud': now.toISOString() });
    const { stdout } = await steward(['syncs', '--account', 'acme-cloud'], { now });
    expect(stdout).toMatch(/\n\n2 syncs · as of 18:00\n$/);
  });
});
