import { z } from 'zod';
import { isAllUsersGroup } from '../domain/group-rights.js';
import { accountOrAll, block, choice, flag, words, wrong } from './policy-values.js';

const valueRemedy = "Write the value as HR has it, a list of values, or a text with * for any letters: 'Senior *'.";
const value = words(valueRemedy);
const values = z.union([value, listOf(value, valueRemedy)], wrong('is neither a text nor a list', valueRemedy));

const typeRemedy = 'Choose of employee, contractor, intern, temporary, eor and other.';
const employmentType = z.enum(
  ['employee', 'contractor', 'intern', 'temporary', 'eor', 'other'],
  wrong('is not a kind of employment', typeRemedy),
);

const whenRemedy = 'Write conditions such as department: Finance, or everybody.';

const conditions = block({
  department: values.optional().meta({ description: 'Department, as HR names it.' }),
  title: values.optional().meta({ description: 'Job title, as HR names it.' }),
  employment_type: z
    .union([employmentType, listOf(employmentType, typeRemedy)], wrong('is not a kind of employment', typeRemedy))
    .optional()
    .meta({ description: 'Kind of employment.' }),
  location: values.optional().meta({ description: 'Name of the place of work.' }),
  country: values.optional().meta({ description: 'Country of the place of work, as HR writes it: DE.' }),
  region: values.optional().meta({ description: 'Region of the place of work.' }),
  cost_center: values.optional().meta({ description: 'Cost centre.' }),
  manager: values.optional().meta({ description: 'Work email of the manager.' }),
  custom: z
    .record(
      z.string().regex(/^[^\s.][^.]{0,99}$/),
      values,
      wrong('is not a block of attributes', 'Indent them below it.'),
    )
    .optional()
    .meta({ description: "The organization's own attributes by their names." }),
}).refine(({ custom = {}, ...own }) => Object.keys(own).length + Object.keys(custom).length > 0, {
  error: `has no condition. ${whenRemedy}`,
  // Whoever mistyped the only one wrote one.
  when: ({ issues }) => issues.length === 0,
});

const inRemedy = "Write the name of an account, a list of names, or '*' in quotes for all.";
const groupRemedy = 'Write the name of a group, or {name: …, admin: true} for somebody who administers it.';
const groupName = words(groupRemedy).refine((name) => !isAllUsersGroup({ name }), {
  error: 'is the group that everybody is in, always. Leave it out.',
});

/** One rule: for whom, where, and what they get there. */
export const rule = z
  .strictObject(
    {
      name: words('Give the rule a name of its own: explanations show it.').meta({
        description: 'Name of the rule, shown wherever it gave something.',
      }),
      when: z
        .union([z.literal('everybody'), conditions], wrong('is no condition', whenRemedy))
        .meta({ description: 'For whom: all conditions have to hold; everybody: for all.' }),
      in: z
        .union([accountOrAll, listOf(accountOrAll, inRemedy)], wrong('is neither an account nor a list', inRemedy))
        .meta({ description: "In which accounts; '*' for all." }),
      groups: z
        .array(
          z.union(
            [
              groupName,
              z.strictObject({
                name: groupName.meta({ description: 'Name of the group.' }),
                admin: flag.default(false).meta({ description: 'Whether they administer the group.' }),
              }),
            ],
            wrong('is not a group', groupRemedy),
          ),
          wrong('is not a list', 'Write a list of groups: [Finance Editors, Finance Viewers].'),
        )
        .default([])
        .meta({ description: 'Groups by their names in that account.' }),
      seat: choice(['builder', 'standard', 'external'])
        .optional()
        .meta({ description: 'The seat, where seats are named.' }),
      access: z
        .literal('none', wrong('is not a choice', 'Write none, or leave it out.'))
        .optional()
        .meta({ description: 'none: these people have no access there.' }),
    },
    wrong('is not a rule', 'Give it name, when, in, and what it gives: groups, seat.'),
  )
  .superRefine(({ groups, seat, access, in: where }, context) => {
    const complain = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (access === 'none' && (groups.length > 0 || seat !== undefined)) {
      complain(['access'], 'gives nothing, and the rule gives groups or a seat. Keep one of the two.');
    }
    if (Array.isArray(where) && where.includes('*')) complain(['in'], "names '*' among others. Write '*' alone.");
    const names = groups.map((group) => nameOf(group).trim().toLowerCase());
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) < index) complain(['groups', index], 'names a group a second time. Keep one of them.');
    }
  });

type Rule = z.output<typeof rule>;

/** What holds for rules together. */
export function checkRules(
  { rules, matching }: { rules: Rule[]; matching?: 'first' | 'all' | undefined },
  { addIssue }: z.core.$RefinementCtx,
): void {
  if (rules.length > 0 && matching === undefined) {
    const remedy = 'Write first (the first rule that matches decides in an account) or all (all that match add up).';
    addIssue({ code: 'custom', path: ['matching'], message: `is missing. ${remedy}` });
  }
  const names = rules.map(({ name }) => name.trim().toLowerCase());
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    addIssue({ code: 'custom', path: ['rules', index, 'name'], message: 'is that of another rule. Choose another.' });
  }
}

export function nameOf(group: Rule['groups'][number]): string {
  return typeof group === 'string' ? group : group.name;
}

function listOf<Item extends z.ZodType>(item: Item, remedy: string) {
  return z.array(item, wrong('is not a list', remedy)).min(1, { error: `is an empty list. ${remedy}` });
}
