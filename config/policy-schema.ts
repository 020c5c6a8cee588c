import { z } from 'zod';
import { isAccountName } from '../domain/account.js';
import { parseDuration } from '../domain/duration.js';
import { approvalModes, simpleApprovalModes } from '../domain/policy/policy.js';
import { checkRules, rule } from './policy-rules-schema.js';
import {
  accountOrAll,
  block,
  choice,
  cutOff,
  day,
  duration,
  email,
  flag,
  longOrNone,
  shortOrNone,
  timeZone,
  words,
  wrong,
} from './policy-values.js';

const exclusion = z
  .strictObject(
    {
      email: email.meta({ description: 'Address of whom no run may change.' }),
      account: accountOrAll.meta({ description: "Name of an account, or '*' for all." }),
      owner: words('Name who answers for this exclusion.').meta({ description: 'Who answers for it.' }),
      reason: words('Say why.').meta({ description: 'Why; it is shown to whoever wants to change this person.' }),
      expires: day.meta({ description: 'The last day on which it holds, in default_time_zone: 2027-03-31.' }),
    },
    wrong('is not an exclusion', 'Give it email, account, owner, reason and expires.'),
  )
  .meta({ description: 'Somebody whom no run changes until a day, unless an operator overrides it.' });

const count = z
  .int(wrong('is not a whole number', 'Write for example 5.'))
  .min(0, { error: 'is less than nothing. Write 0 or more.' });

const shareRemedy = 'Write percent of enabled users, from 0 to 100, with two decimals at most.';
const share = z
  .number(wrong('is not a number', shareRemedy))
  .min(0, { error: `is less than nothing. ${shareRemedy}` })
  .max(100, { error: `is more than everybody. ${shareRemedy}` })
  .refine((percent) => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-6, {
    error: `is too precise. ${shareRemedy}`,
  });

const operators = z.array(
  words('Write the name of an operator.'),
  wrong('is not a list', 'Write a list of operators: [ada, ben].'),
);

const simple = choice(simpleApprovalModes);

const approvals = block({
  offboard: choice(approvalModes)
    .default('never')
    .meta({ description: 'Which offboardings wait for an approval: none, all, or those of admins.' }),
  onboard: simple.default('never').meta({ description: 'Whether each onboarding waits for an approval.' }),
  move: simple.default('never').meta({ description: 'Whether each move waits for an approval.' }),
  access: simple.default('never').meta({ description: 'Whether each change that somebody asks for waits.' }),
  paid_seat: simple.default('always').meta({
    description: 'Whether a Builder seat waits for an approval where seats are named. The rest is done meanwhile.',
  }),
  admin_group: simple.default('always').meta({
    description: 'Whether joining the group admin waits for an approval. The rest is done meanwhile.',
  }),
  group: operators.default([]).meta({
    description: 'Operators who may approve or reject. Empty: all whose role is approver or admin.',
  }),
  second_group: operators.default([]).meta({
    description: 'Operators who may decide as well after escalate_after.',
  }),
  remind_after: duration.default('4h').meta({ description: 'After how long the approvers are reminded.' }),
  escalate_after: duration.default('24h').meta({ description: 'After how long second_group may decide as well.' }),
}).superRefine(({ group, second_group, remind_after, escalate_after }, context) => {
  const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (second_group.length === 0) return;
  if (group.length === 0) {
    complain('second_group', 'changes nothing while group is empty, because everybody may decide. Name a group.');
  }
  if ((parseDuration(remind_after) ?? 0) > (parseDuration(escalate_after) ?? 0)) {
    complain('remind_after', 'comes after escalate_after. Remind before others are asked.');
  }
});

const account = block({
  read_only: flag.default(false).meta({ description: 'Nothing is changed there, whatever the account allows.' }),
  writes_paused: flag.default(false).meta({ description: 'Nothing is changed there for now. It is still synced.' }),
  named_seats: flag.default(false).meta({
    description: 'The organization pays for seats by name, so that a seat can be lowered.',
  }),
});

const onboarding = block({
  lead_time: shortOrNone.default('0h').meta({
    description: 'How long before the start of the first day access is given.',
  }),
  create: choice(['user', 'invite'])
    .default('user')
    .meta({ description: 'Whether a person without a user gets one made, or an invite by email.' }),
  ignore_starts_older_than: duration.default('14d').meta({
    description: 'A start that lies further back asks for nothing: the person simply works here.',
  }),
  email_deadline: shortOrNone.default('24h').meta({
    description: 'How long after its moment a run waits for a work email before somebody has to look.',
  }),
});

const suspension = block({
  action: choice(['disable', 'report'])
    .default('disable')
    .meta({ description: 'What a suspension does: no sign-in until it is lifted, or nothing but a report.' }),
  keep_groups: flag.default(true).meta({
    description: 'Whether the groups that rules give stay meanwhile. They come back with the person in any case.',
  }),
});

/** The policy as people write it. The JSON Schema that editors use is made from it. */
export const policyFileSchema = block({
  version: z.literal(1, wrong('is not a version of this file', 'Write version: 1.')).meta({
    description: 'Version of the form of this file.',
  }),
  default_time_zone: timeZone.meta({
    description: 'IANA time zone for people whose own is not known, and for the days in this file: Europe/Berlin.',
  }),
  cut_off: cutOff.optional().meta({
    description: 'Time of day on the last day at which access ends. Left out: with the end of that day.',
  }),
  second_look: block({
    after: duration.default('24h').meta({ description: 'How long after the first verification all is read again.' }),
    repair: flag.default(false).meta({ description: 'Whether access that came back is removed again, once.' }),
  }).prefault({}),
  exclusions: z.array(exclusion, wrong('is not a list', 'Start each exclusion with a hyphen.')).default([]),
  removals: block({
    per_account_and_day: block({
      count: count.default(5).meta({ description: 'Users that may be disabled, suspensions included.' }),
      share: share.default(2).meta({ description: 'The same in percent of enabled users. The larger one counts.' }),
    }).prefault({}),
  }).prefault({}),
  approvals: approvals.prefault({}),
  onboarding: onboarding.prefault({}),
  moves: block({
    overlap: longOrNone.default('0h').meta({
      description: 'How long a mover keeps what only the old place gave.',
    }),
  }).prefault({}),
  suspension: suspension.prefault({}),
  matching: choice(['first', 'all']).optional().meta({
    description: 'How rules combine in an account: the first that matches decides, or all that match together.',
  }),
  rules: z.array(rule, wrong('is not a list', 'Start each rule with a hyphen.')).default([]).meta({
    description: 'What people get in which accounts, by what HR says of them.',
  }),
  accounts: z
    .record(
      z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
        .refine(isAccountName),
      account,
      wrong('is not a block of settings', 'Write the name of an account, and indent its settings below it.'),
    )
    .default({}),
})
  .superRefine(checkRules)
  .meta({ title: 'Policy of retool-steward' });

/** What was read from a file, with defaults filled in. */
export type PolicyFile = z.output<typeof policyFileSchema>;

/** The JSON Schema of the file. */
export function policyJsonSchema() {
  return z.toJSONSchema(policyFileSchema, { io: 'input' });
}

/** The file `steward.policy.schema.json`, from which editors complete and check a policy. */
export function renderPolicySchema(): string {
  return `${JSON.stringify(policyJsonSchema(), null, 2)}\n`;
}
