import { z } from 'zod';
import { isAccountName } from '../domain/account.js';
import { parseDuration } from '../domain/duration.js';
import { findNearest } from '../domain/nearest.js';
import { approvalModes } from '../domain/policy/policy.js';
import { parseDay } from '../domain/time/effective-moment.js';
import { findTimeZone, timeZones } from '../domain/time/time-zone.js';

/** What to say of a value that is missing or of the wrong kind. Values are never repeated: they may be names. */
function wrong(problem: string, remedy: string) {
  return { error: ({ input }: { input?: unknown }) => `${input === undefined ? 'is missing' : problem}. ${remedy}` };
}

const words = (remedy: string) =>
  z
    .string(wrong('is not text', remedy))
    .min(1, { error: `is empty. ${remedy}` })
    .max(200, { error: 'is longer than 200 characters. Say it shorter.' });

const flag = z.boolean(wrong('is neither true nor false', 'Write true or false.'));

const shortestMs = 1_000;
const longestMs = 31 * 86_400_000;

const duration = z
  .string(wrong('is not a duration', 'Write for example 24h, 90m or 2d.'))
  .regex(/^(\d{1,6}(s|min|m|h|d))+$/, { error: 'is not a duration. Write for example 24h, 90m or 2d.', abort: true })
  .refine((text) => (parseDuration(text) ?? 0) >= shortestMs, { error: 'is too short. Give a second or more.' })
  .refine((text) => (parseDuration(text) ?? 0) <= longestMs, { error: 'is too long. Give 31 days at most.' });

const timeZone = z
  .string(wrong('is not a time zone', 'Write a name such as Europe/Berlin or UTC.'))
  .superRefine((text, context) => {
    if (findTimeZone(text) !== undefined) return;
    const near = findNearest(text, timeZones);
    const remedy = near ? `Did you mean ${near}?` : 'Write a name such as Europe/Berlin or UTC.';
    context.addIssue({ code: 'custom', message: `is not a time zone. ${remedy}` });
  });

const dayRemedy = 'Write year, month and day: 2027-03-31.';
const day = z
  .string(wrong('is not a day', dayRemedy))
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: `is not a day. ${dayRemedy}`, abort: true })
  .refine((text) => parseDay(text) !== undefined, { error: `is not in the calendar. ${dayRemedy}` });

const cutOffRemedy = 'Write hours and minutes: 18:00.';
const cutOff = z
  .string(wrong('is not a time of day', cutOffRemedy))
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: `is not a time of day. ${cutOffRemedy}` })
  .refine((text) => text !== '00:00', {
    error: 'is the start of the last day, not its end. Leave it out: access then ends with the last day.',
  });

const emailRemedy = 'Write for example root@acme.example.';
const email = z
  .string(wrong('is not an email address', emailRemedy))
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, { error: `is not an email address. ${emailRemedy}` })
  .max(320, { error: `is not an email address. ${emailRemedy}` });

const accountRemedy = "Write the name of an account, or '*' in quotes for all.";
const accountOrAll = z
  .string(wrong('is not an account', accountRemedy))
  .regex(/^(\*|[a-z0-9][a-z0-9-]{0,39})$/, { error: `is not an account. ${accountRemedy}` });

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

/** A block of settings that may be left out, and its settings too. */
function block<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(
    shape,
    wrong('is not a block of settings', `Indent below it: ${Object.keys(shape).join(', ')}.`),
  );
}

const operators = z.array(
  words('Write the name of an operator.'),
  wrong('is not a list', 'Write a list of operators: [ada, ben].'),
);

const approvals = block({
  offboard: z
    .enum(approvalModes, wrong('is not a choice', `Choose one of ${approvalModes.join(', ')}.`))
    .default('never')
    .meta({ description: 'Which offboardings wait for an approval: none, all, or those of admins.' }),
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
}).meta({ title: 'Policy of retool-steward' });

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
