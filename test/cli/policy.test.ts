import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeTestFolder } from '../setup/folder.js';
import { createSteward } from '../setup/steward.js';

const manual = await readFile(new URL('../../docs/policy.md', import.meta.url), 'utf8');
const example = /```yaml\n(.+?)```/s.exec(manual)?.[1] ?? '';
const now = new Date('2026-11-24T13:00:00Z');

let file: string;

beforeEach(async () => {
  file = join(await makeTestFolder(), 'steward.policy.yaml');
});

async function check(text: string, ...args: string[]) {
  await writeFile(file, text);
  return createSteward({ STEWARD_POLICY_FILE: file })(['policy', 'check', ...args], { now });
}

describe('steward policy check', () => {
  it('sums up what applies', async () => {
    const { exitCode, stdout, stderr } = await check(example);
    expect(stderr).toMatch(/^Accounts and groups were not looked up\. Nothing runs here yet.+\n$/);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      file,
      'default zone   Europe/Berlin',
      'access ends    at 18:00 on the last day',
      'second look    24 h later; what came back is reported',
      'removals       5 users or 2 % of the enabled ones an account and day, the larger counts',
      'approvals      offboarding of admins, Builder seats by name, the group admin; by ada, ben; reminded after 4 h; after 24 h also carla',
      'starters       with the first day; a user is made; a missing work email is waited for 24 h; starts older than 14 d ask for nothing',
      'movers         keep what only the old place gave for 7 d',
      'suspension     no sign-in; groups stay',
      'rules          all that match add up',
      '  everybody at work  everybody  all accounts  → Staff, seat Standard User',
      '  finance  department Finance, employment_type employee or contractor  acme-cloud  → Finance Editors',
      '  finance leads  department Finance, title Head of * or Controller  acme-cloud  → Finance Editors (group admin), Finance Leads, seat Builder',
      '  no agencies on premises  custom.agency *  acme-onprem  → no access',
      'exclusions',
      '  break-glass@acme.example  all accounts  until 2027-03-31  emergency access, see runbook 7 (owner: it-security)',
      '  ci@acme.example  acme-cloud  until 2027-06-30  runs the releases (owner: platform)',
      'accounts',
      '  acme-onprem  read only',
      '  acme-cloud  named seats',
      expect.stringMatching(/^hash {11}[0-9a-f]{64}$/),
      '',
    ]);
  });

  it('exits with 1 when the file is broken, each problem on a line', async () => {
    const { exitCode, stdout, stderr } = await check('version: 1\ncutoff: 18:00\n');
    expect(exitCode).toBe(1);
    expect(stdout.trimEnd().split('\n')).toEqual([
      `${file}:1:1 default_time_zone: is missing. Write a name such as Europe/Berlin or UTC.`,
      `${file}:2:1 "cutoff" is not a setting here. Did you mean cut_off?`,
    ]);
    expect(stderr).toBe('2 problems. New runs are refused until the file is mended.\n');
  });

  it('warns of exclusions that protect nobody, or soon will not', async () => {
    const { exitCode, stdout, stderr } = await check(
      example.replace('2027-03-31 #', '2026-11-23 #').replace('2027-06-30', '2026-12-01'),
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('expired 2026-11-23');
    expect(stderr).toMatch(/^1 exclusion expired .+\n1 exclusion .+ within 30 days\.\nAccounts/);
  });

  it('prints JSON, of a good file and of a broken one', async () => {
    const good = JSON.parse((await check(example, '--json')).stdout) as { policy: { cutOff: string } };
    const lookUp = { whyNot: expect.stringContaining('Nothing runs here yet') as string };
    expect(good).toMatchObject({ file, policy: { cutOff: '18:00' }, lookUp });
    const broken = await check('version: 2', '--json');
    expect(JSON.parse(broken.stdout)).toMatchObject({
      file,
      problems: [{ path: 'default_time_zone' }, { path: 'version' }],
    });
    expect(broken.exitCode).toBe(1);
  });

  it('checks the file that is given instead of the one that applies', async () => {
    await writeFile(file, example);
    const { exitCode, stdout } = await createSteward({ STEWARD_POLICY_FILE: '/nowhere.yaml' })([
      'policy',
      'check',
      file,
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Europe/Berlin');
  });

  it('does not steer the terminal by what stands in the file', async () => {
    const { stdout } = await check(example.replace('runs the releases', '"\\x1b[2J"'));
    expect(stdout).not.toContain('\x1b');
    expect(stdout).toContain('\ufffd[2J');
  });

  it('exits with 2, in one line, when a file that was named is not there', async () => {
    const { exitCode, stdout, stderr } = await createSteward({ STEWARD_POLICY_FILE: file })(['policy', 'check']);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe(`${file} does not exist. Create it, or name another (STEWARD_POLICY_FILE).\n`);
  });
});
