import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPerson, noteAttributes } from '../../store/people.js';
import { makeTestFolder } from '../setup/folder.js';
import { fact, type Intake, openIntake } from '../setup/intake.js';
import { group, organization, syncOrganization, user } from '../setup/organization.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount } from '../setup/store.js';

const policy = `version: 1
default_time_zone: UTC
matching: all
rules:
  - { name: everybody, when: everybody, in: '*', groups: [Staff], seat: standard }
  - name: finance
    when: { department: Finance }
    in: acme-cloud
    groups: [Finance Editor]
  - name: leads
    when: { department: Finance, title: ['Head of *', Controller], location: Berlin }
    in: acme-cloud
    groups: [{ name: Finance Leads, admin: true }]
    seat: builder
  - { name: no agencies, when: { custom: { agency: '*' } }, in: acme-onprem, access: none }
exclusions:
  - { email: ada@acme.example, account: acme-onprem, owner: it, reason: audit, expires: 2099-12-31 }
accounts:
  acme-cloud: { named_seats: true }
  acme-clod: { read_only: true }
`;

let intake: Intake;
let steward: Steward;
let folder: string;
let current: string;

beforeAll(async () => {
  intake = await openIntake();
  const { store } = intake;
  folder = await makeTestFolder();
  current = join(folder, 'steward.policy.yaml');
  await writeFile(current, policy);
  steward = createSteward({ DATABASE_URL: store.url, STEWARD_POLICY_FILE: current });
  const account = await addAccount(store.db, { name: 'acme-cloud' });
  await addAccount(store.db, { name: 'acme-onprem' });
  const groups = [group(7, 'Staff'), group(8, 'Finance Editors'), group(9, 'Finance Leads')];
  await syncOrganization(store, account.id, organization({ users: [user('ada')], groups }));

  const hr = await intake.connection();
  const told = (name: string, department: string, jobTitle: string) => ({
    worker: { workEmail: `${name}@acme.example`, displayName: `Dr ${name}` },
    employment: { department, jobTitle },
  });
  await intake.hear(hr, fact('hired', 'E-1', -300, told('ada', 'Finance', 'Clerk')));
  await intake.hear(hr, fact('hired', 'E-2', -300, told('ben', 'Sales', 'Clerk')));
  await intake.hear(hr, fact('hired', 'E-3', 20, told('cleo', 'Sales', 'Clerk')));
  await intake.hear(hr, fact('changed', 'E-3', 20, { employment: { department: 'Finance' } }));
  await intake.hear(hr, fact('hired', 'E-4', -300, told('dan', 'Finance', 'Clerk')), fact('terminated', 'E-4', -20));
  const unheard = await createPerson(store.db, { key: 'p-vendor', emails: ['vendor@agency.example'] });
  await noteAttributes(store.db, unheard.id, { 'custom.agency': 'Initech' });
});
afterAll(() => intake.close());

describe('steward policy explain', () => {
  it('says in each account what each rule gives, or why it gives nothing', async () => {
    const { exitCode, stdout, stderr } = await steward(['policy', 'explain', 'ada@acme.example']);
    expect(exitCode, stderr).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      'E-1 · Dr ada · works',
      `${current} · all rules that match add up`,
      'attributes that rules ask for',
      '  custom.agency  not known',
      expect.stringMatching(/^ {2}department {5}Finance {4}from acme-hr, \d{4}-\d\d-\d\d$/),
      expect.stringMatching(/^ {2}title {10}Clerk {6}from acme-hr, /),
      '  location       not known',
      'acme-cloud · access by everybody, finance · ada@acme.example enabled',
      '  gives Staff           by everybody',
      '  gives Finance Editor  by finance',
      '  seat Standard User    by everybody',
      '  ! no group "Finance Editor" in acme-cloud; near: "Finance Editors"',
      '  not leads        title is "Clerk", not Head of * or Controller; location is not known; the rule wants Berlin',
      '  not no agencies  only for acme-onprem',
      'acme-onprem · access by everybody · no user: one is made',
      '  gives Staff         by everybody',
      '  seat Standard User  by everybody; not set: seats are not named here',
      '  ! excluded until 2099-12-31: audit (owner: it); runs are held',
      '  not finance      only for acme-cloud',
      '  not leads        only for acme-cloud',
      '  not no agencies  custom.agency is not known; the rule wants *',
      expect.stringMatching(/^as of .+ \(acme-cloud\) · never synced: acme-onprem$/),
    ]);
  });

  it('explains a start by what is so on the first day', async () => {
    const { stdout, stderr } = await steward(['policy', 'explain', 'E-3', '--account', 'acme-cloud']);
    expect(stdout).toMatch(/department +Finance/);
    expect(stdout).not.toContain('acme-onprem ·');
    expect(stderr).toContain('this is what the first day brings');
  });

  it('gives the same to programs, with what an operator said of somebody whom HR does not know', async () => {
    const { stdout } = await steward(['policy', 'explain', 'p-vendor', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ person: 'p-vendor', status: 'unheard', file: current, matching: 'all' },
      attributes: [
        { attribute: 'custom.agency', value: 'Initech', isLookedAt: true, source: 'an operator' },
        { attribute: 'department', value: null },
        { attribute: 'title', value: null },
        { attribute: 'location', value: null },
      ],
      accounts: [
        { account: 'acme-cloud', access: 'given', creation: 'user', groups: [{ name: 'Staff', rules: ['everybody'] }] },
        {
          ...{ account: 'acme-onprem', access: 'denied', decidedBy: ['no agencies'], creation: null, groups: [] },
          notMatched: [
            { rule: 'finance', why: { kind: 'other-accounts' } },
            { rule: 'leads' },
            { rule: 'everybody', text: 'it matches, but "no agencies" gives no access' },
          ],
        },
      ],
      asOf: { 'acme-onprem': null },
    });
  });

  it('exits with 2 for a person or an account that is not known', async () => {
    const nobody = await steward(['policy', 'explain', 'eve@acme.example']);
    expect(nobody).toMatchObject({ exitCode: 2, stdout: '' });
    expect(nobody.stderr).toBe('Nobody is known as eve@acme.example. See who is: steward people\n');
    const noAccount = await steward(['policy', 'explain', 'E-1', '--account', 'acme-clod']);
    expect(noAccount).toMatchObject({ exitCode: 2, stdout: '' });
    expect(noAccount.stderr).toContain('Did you mean acme-cloud?');
  });
});

describe('steward policy check', () => {
  it('warns of accounts and groups that are not there, where they stand, with near names', async () => {
    const { exitCode, stdout, stderr } = await steward(['policy', 'check']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('acme-clod  read only');
    expect(stderr.split('\n')).toEqual([
      `${current}:9:14 rules[1].groups[0]: no group "Finance Editor" in acme-cloud; near: "Finance Editors".`,
      `${current}:20:3 accounts.acme-clod: no account "acme-clod" is connected; near: "acme-cloud".`,
      expect.stringMatching(/^2 names not found, as of .+ \(acme-cloud\) · never synced: acme-onprem\. Mend the file/),
      '',
    ]);
  });

  it('gives the same to programs, and says when every name was found', async () => {
    const { stdout } = await steward(['policy', 'check', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      lookUp: {
        asOf: { 'acme-onprem': null },
        unknown: [
          {
            path: 'rules[1].groups[0]',
            place: { line: 9 },
            kind: 'group',
            account: 'acme-cloud',
            near: 'Finance Editors',
          },
          { kind: 'account', name: 'acme-clod', near: 'acme-cloud' },
        ],
      },
    });
    const good = join(folder, 'good.yaml');
    await writeFile(good, policy.replace('Finance Editor]', 'Finance Editors]').replace(/ +acme-clod:.+\n/, ''));
    expect((await steward(['policy', 'check', good])).stderr).toMatch(
      /^Every account and group that is named was found/,
    );
  });
});

describe('steward policy diff', () => {
  const proposed = policy
    .replace('Finance Editor]', 'Finance Readers]')
    .replace("in: '*', groups: [Staff], seat: standard", 'in: acme-cloud, groups: [Staff], seat: builder')
    .replace('matching: all', 'matching: all\nmoves: { overlap: 7d }');
  const diff = async (text: string, ...args: string[]) => {
    const file = join(folder, 'proposed.yaml');
    await writeFile(file, text);
    return { file, ...(await steward(['policy', 'diff', file, ...args])) };
  };

  it('says who would gain and lose what, figures first, then rules and settings, then people', async () => {
    const { file, exitCode, stdout, stderr } = await diff(proposed);
    expect(exitCode, stderr).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual([
      `${current} → ${file}`,
      'of 3 people in 2 accounts: 3 gain something, 3 lose something',
    ]);
    expect(lines.map((line) => line.replaceAll(/ {2,}/g, '  ').trim())).toEqual(
      expect.arrayContaining([
        'acme-cloud  Finance Readers  2',
        'acme-cloud  Finance Editor  2',
        'acme-onprem  access  3',
        'changed  everybody, finance',
        'decide now  acme-cloud: Finance Readers (who has it by hand loses it when moved)',
        'no longer  acme-cloud: Finance Editor (whoever has it keeps it)',
        'moves.overlap  0h → 7d',
        'E-2  Dr ben  works  acme-cloud  seat Builder  seat Standard User',
        'E-3  Dr cleo  starts  acme-cloud  Finance Readers, seat Builder  Finance Editor (kept), seat Standard User',
        'E-3  Dr cleo  starts  acme-onprem  access (kept), Staff (kept)',
      ]),
    );
    expect(stderr).toContain('The file alone changes nobody');
  });

  it('says which of the groups that would be gained do not exist, and what is near', async () => {
    const { file, stderr } = await diff(proposed);
    const missing = 'rules[1].groups[0]: no group "Finance Readers" in acme-cloud; near: "Finance Leads".';
    expect(stderr).toContain(`${file}:10:14 ${missing}`);
    const { stdout } = await diff(policy, '--json');
    const group = { kind: 'group', account: 'acme-cloud', near: 'Finance Editors', place: { line: 9 } };
    expect(JSON.parse(stdout)).toMatchObject({ lookUp: { unknown: [group, { name: 'acme-clod' }] } });
  });

  it('gives everybody to programs, whatever the limit', async () => {
    const { file, stdout } = await diff(proposed, '--json', '--limit', '1');
    const found = JSON.parse(stdout) as { differences: { person: string }[] };
    expect(found).toMatchObject({
      ...{ before: { file: current }, after: { file }, people: { all: 3, gaining: 3, losing: 3, onlyKeeping: 0 } },
      settings: [{ setting: 'moves.overlap', before: '0h', after: '7d' }],
      rules: { changed: ['everybody', 'finance'] },
    });
    expect(found.differences.map(({ person }) => person)).toEqual(['E-1', 'E-1', 'E-2', 'E-2', 'E-3', 'E-3']);
    expect((await diff(proposed, '--limit', '1')).stderr).toContain('5 rows more: --limit 6, or --json.');
  });

  it('says plainly that nothing is different', async () => {
    const { exitCode, stdout, stderr } = await diff(policy);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('no difference: the same applies (3 people in 2 accounts)');
    const settingOnly = await diff(policy.replace('matching: all', 'matching: all\ncut_off: 18:00'));
    expect(settingOnly.stdout).toContain('nobody gains or loses anything (3 people in 2 accounts)');
    expect(settingOnly.stdout).toContain('cut_off  none → 18:00');
  });

  it('refuses a broken file with line and column, and one that is not there', async () => {
    const broken = await diff('version: 1\ncutoff: 18:00\n');
    expect(broken).toMatchObject({ exitCode: 1, stderr: '2 problems. Such a file would be refused.\n' });
    expect(broken.stdout).toContain(`${broken.file}:2:1 "cutoff" is not a setting here. Did you mean cut_off?`);
    expect(await steward(['policy', 'diff', join(folder, 'none.yaml')])).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
