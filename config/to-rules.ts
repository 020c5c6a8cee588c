import type { AccessRule, RuleCondition } from '../domain/policy/policy.js';
import { ruleAttributes } from '../domain/policy/rule-attributes.js';
import { nameOf } from './policy-rules-schema.js';
import type { PolicyFile } from './policy-schema.js';

type FileRule = PolicyFile['rules'][number];

/** A rule as it applies: conditions in one list, everything said. */
export function toRule({ name, when, in: where, groups, seat, access }: FileRule): AccessRule {
  return {
    name,
    when: when === 'everybody' ? [] : toConditions(when),
    accounts: where === '*' ? '*' : toList(where),
    hasAccess: access !== 'none',
    groups: groups.map((group) => ({
      name: nameOf(group).trim(),
      isGroupAdmin: typeof group === 'string' ? false : group.admin,
    })),
    seat: seat ?? null,
  };
}

function toConditions({ custom = {}, ...own }: Exclude<FileRule['when'], 'everybody'>): RuleCondition[] {
  const named = Object.entries(own).flatMap(([key, values]) =>
    values === undefined
      ? []
      : [{ attribute: ruleAttributes[key as keyof typeof own], values: toList<string>(values) }],
  );
  const ownNames = Object.entries(custom).map(([name, values]) => ({
    attribute: `custom.${name}` as const,
    values: toList(values),
  }));
  return [...named, ...ownNames];
}

function toList<Item>(oneOrMore: Item | Item[]): Item[] {
  return Array.isArray(oneOrMore) ? oneOrMore : [oneOrMore];
}
