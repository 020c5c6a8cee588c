import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PolicyError } from '../../config/policy-error.js';
import { loadPolicy, parsePolicy, readDefaultPolicy, readPolicyFile } from '../../config/policy-file.js';
import { defaultPolicy } from '../../domain/policy/default-policy.js';
import { makeTestFolder } from '../setup/folder.js';

const head = 'version: 1\ndefault_time_zone: Europe/Berlin\n';

/** Line and column, setting and message of each problem. */
function problemsIn(text: string): string[] {
  try {
    parsePolicy(text, 'p.yaml');
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a policy file', () => {
  it('needs a version and a zone, and has the defaults for the rest', () => {
    expect(parsePolicy(head, 'p.yaml').policy).toEqual({ ...defaultPolicy, defaultTimeZone: 'Europe/Berlin' });
  });

  it('is read whole', () => {
    const text = `${head}
cut_off: 18:00
second_look: { after: 36h, repair: true }
exclusions:
  - { email: Root@acme.example, account: '*', owner: it, reason: break glass, expires: 2027-03-31 }
removals:
  per_account_and_day: { count: 10, share: 1.5 }
approvals:
  offboard: admins
  group: [ada]
  second_group: [ben]
  remind_after: 1h
  escalate_after: 2h
accounts:
  acme-onprem: { read_only: true }
  constructor: { writes_paused: true, named_seats: true }
`;
    const { policy } = parsePolicy(text, 'p.yaml');
    expect(policy).toEqual({
      ...defaultPolicy,
      defaultTimeZone: 'Europe/Berlin',
      cutOff: '18:00',
      secondLook: { afterMs: 129_600_000, repair: true },
      exclusions: [
        {
          email: 'root@acme.example',
          account: '*',
          owner: 'it',
          reason: 'break glass',
          expiresOn: '2027-03-31',
          expiresAt: '2027-03-31T22:00:00.000Z',
        },
      ],
      removals: { perAccountAndDay: { count: 10, sharePercent: 1.5 } },
      approvals: {
        ...defaultPolicy.approvals,
        offboard: 'admins',
        group: ['ada'],
        secondGroup: ['ben'],
        remindAfterMs: 3_600_000,
        escalateAfterMs: 7_200_000,
      },
      accounts: {
        'acme-onprem': { readOnly: true, writesPaused: false, namedSeats: false },
        constructor: { readOnly: false, writesPaused: true, namedSeats: true },
      },
    });
    expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
  });

  it('may have keys without a value, which count as left out', () => {
    const text = `${head}exclusions:\nsecond_look:\naccounts: ~\n`;
    expect(parsePolicy(text, 'p.yaml').policy).toEqual(parsePolicy(head, 'p.yaml').policy);
  });

  it.each([
    ['version: 2\ndefault_time_zone: UTC', '1:10 version: is not a version of this file. Write version: 1.'],
    ['version: 1', '1:1 default_time_zone: is missing. Write a name such as Europe/Berlin or UTC.'],
    ['version: 1\ndefault_time_zone:', '2:1 default_time_zone: is missing. Write a name such as Europe/Berlin or UTC.'],
    [
      'version: 1\ndefault_time_zone: Europe/Berln',
      '2:20 default_time_zone: is not a time zone. Did you mean Europe/Berlin?',
    ],
    [`${head}cutoff: 18:00`, '3:1 "cutoff" is not a setting here. Did you mean cut_off?'],
    [`${head}cut_off: 6pm`, '3:10 cut_off: is not a time of day. Write hours and minutes: 18:00.'],
    [`${head}cut_off: 18`, '3:10 cut_off: is not a time of day. Write hours and minutes: 18:00.'],
    [
      `${head}cut_off: 00:00`,
      '3:10 cut_off: is the start of the last day, not its end. Leave it out: access then ends with the last day.',
    ],
    [
      `${head}second_look: {after: 1 day}`,
      '3:22 second_look.after: is not a duration. Write for example 24h, 90m or 2d.',
    ],
    [`${head}second_look: {after: 0s}`, '3:22 second_look.after: is too short. Give a second or more.'],
    [`${head}second_look: {after: 32d}`, '3:22 second_look.after: is too long. Give 31 days at most.'],
    [`${head}second_look: {repair: yes}`, '3:23 second_look.repair: is neither true nor false. Write true or false.'],
    [`${head}second_look: [24h]`, '3:14 second_look: is not a block of settings. Indent below it: after, repair.'],
    [
      `${head}removals:\n  per_account_and_day: {count: 1.5}`,
      '4:32 removals.per_account_and_day.count: is not a whole number. Write for example 5.',
    ],
    [
      `${head}removals:\n  per_account_and_day: {share: 2%}`,
      '4:32 removals.per_account_and_day.share: is not a number. Write percent of enabled users, from 0 to 100, with two decimals at most.',
    ],
    [
      `${head}removals:\n  per_account_and_day: {share: 101}`,
      '4:32 removals.per_account_and_day.share: is more than everybody. Write percent of enabled users, from 0 to 100, with two decimals at most.',
    ],
    [
      `${head}removals: {share: 3}`,
      '3:12 removals: "share" is not a setting here. Settings here: per_account_and_day.',
    ],
    [
      `${head}approvals: {offboard: sometimes}`,
      '3:23 approvals.offboard: is not a choice. Choose one of never, always, admins.',
    ],
    [`${head}approvals: {group: ada}`, '3:20 approvals.group: is not a list. Write a list of operators: [ada, ben].'],
    [`${head}approvals: {group: [ada, '']}`, '3:26 approvals.group[1]: is empty. Write the name of an operator.'],
    [
      `${head}approvals: {second_group: [ben]}`,
      '3:27 approvals.second_group: changes nothing while group is empty, because everybody may decide. Name a group.',
    ],
    [
      `${head}approvals: {group: [a], second_group: [b], remind_after: 2d}`,
      '3:58 approvals.remind_after: comes after escalate_after. Remind before others are asked.',
    ],
    [
      `${head}accounts:\n  Acme: {read_only: true}`,
      '4:3 accounts: this is not the name of an account. Names have lower-case letters, digits and hyphens, 40 at most, and no hyphen in front.',
    ],
    [
      `${head}accounts:\n  acme: {readonly: true}`,
      '4:10 accounts.acme: "readonly" is not a setting here. Did you mean read_only?',
    ],
    [
      `${head}exclusions:\n  - email: root@acme.example`,
      "4:5 exclusions[0].account: is missing. Write the name of an account, or '*' in quotes for all.",
    ],
    [
      `${head}exclusions:\n  - {email: a@b.example, account: '*', owner: it, reason: r, expires: 2027-02-29}`,
      '4:71 exclusions[0].expires: is not in the calendar. Write year, month and day: 2027-03-31.',
    ],
    [`${head}exclusions: {email: a@b.example}`, '3:13 exclusions: is not a list. Start each exclusion with a hyphen.'],
    [
      '- version: 1',
      '1:1 this is not a block of settings. Indent below it: version, default_time_zone, cut_off, second_look, exclusions, removals, approvals, onboarding, moves, suspension, matching, rules, accounts.',
    ],
    ['# nothing yet', '1:1 the file is empty. Write at least version and default_time_zone.'],
  ])('that says %j is refused', (text, problem) => {
    expect(problemsIn(text)[0]).toBe(`p.yaml:${problem}`);
  });

  it.each([
    [`${head}account: *`, '3:10'],
    [`${head}exclusions: &all []\naccounts: *all`, '4:11'],
    [`${head}version: 1`, '3:1'],
    [`${head}second_look:\n\tafter: 24h`, '4:1'],
    [`${head}approvals: {group: [ada`, '3:24'],
    [`${head}cut_off: "18:00`, '3:16'],
    [`${head}cut_off: !time 18:00`, '3:10'],
    [`${head}? [a]\n: 1`, '3:3'],
    [`${head}accounts:\n  __proto__: {read_only: true}`, '4:3'],
    [`---\n${head}---\n${head}`, '4:1'],
    [`${head} a: 1`, '2:20'],
  ])('that is no plain YAML is refused with its place: %j', (text, place) => {
    const problems = problemsIn(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^p\\.yaml:${place} .+\\. .+\\.$`));
  });

  it('has every problem listed, in the order of the file', () => {
    const text = 'approvals: {offboard: x}\nversion: 1\nsecondlook: {}\nexclusions:\n  - {email: x}\n  - {acount: y}\n';
    const places = problemsIn(text).map((line) => line.split(' ').slice(0, 2).join(' '));
    expect(places).toEqual([
      'p.yaml:1:1 default_time_zone:',
      'p.yaml:1:23 approvals.offboard:',
      'p.yaml:3:1 "secondlook"',
      'p.yaml:5:5 exclusions[0].account:',
      'p.yaml:5:5 exclusions[0].owner:',
      'p.yaml:5:5 exclusions[0].reason:',
      'p.yaml:5:5 exclusions[0].expires:',
      'p.yaml:5:13 exclusions[0].email:',
      'p.yaml:6:5 exclusions[1].email:',
      'p.yaml:6:5 exclusions[1].account:',
      'p.yaml:6:5 exclusions[1].owner:',
      'p.yaml:6:5 exclusions[1].reason:',
      'p.yaml:6:5 exclusions[1].expires:',
      'p.yaml:6:6 exclusions[1]:',
    ]);
  });

  it('is refused without a word of what it says about people', () => {
    const secret = 'ada.byrne@acme.example';
    for (const text of [
      `${head}${secret}: 1`,
      `${head}accounts:\n  ${secret}: {}`,
      `${head}cut_off: ${secret}`,
      `${head}exclusions: [{email: "${secret} x"}]`,
      `${head}exclusions: *${secret}`,
      `${head}x: "${secret}" ${secret}`,
    ]) {
      expect(problemsIn(text)).not.toEqual([]);
      expect(problemsIn(text).join()).not.toContain('byrne');
    }
  });
});

describe('the hash of a policy', () => {
  const hashOf = (text: string) => parsePolicy(text, 'p.yaml').hash;

  it('is the same for the same rules, however they are written', () => {
    const same = '# rules\ndefault_time_zone: europe/berlin\nsecond_look:\n  after: 1d\nversion: 1\nexclusions: []\n';
    expect(hashOf(same)).toBe(hashOf(head));
    expect(hashOf(head)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another for other rules', () => {
    const others = [head, `${head}cut_off: 18:00`, `${head}second_look: {repair: true}`, `${head}accounts: {a: {}}`];
    expect(new Set([...others.map(hashOf), readDefaultPolicy().hash]).size).toBe(5);
  });
});

describe('the place of a policy', () => {
  it('may be empty where nobody named a file, and then the default applies', async () => {
    const path = join(await makeTestFolder(), 'steward.policy.yaml');
    expect(await loadPolicy({ path, required: false })).toEqual({ ...readDefaultPolicy(), found: false });
    await expect(loadPolicy({ path, required: true })).rejects.toThrow(/does not exist\. Create it/);
    await writeFile(path, head);
    expect(await loadPolicy({ path, required: false })).toEqual({ ...(await readPolicyFile(path)), found: true });
  });

  it('has to be a file', async () => {
    await expect(loadPolicy({ path: await makeTestFolder(), required: false })).rejects.toThrow(
      /cannot be read \(EISDIR\)/,
    );
  });
});
