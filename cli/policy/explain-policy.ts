import { loadPolicy, type PolicyPlace } from '../../config/policy-file.js';
import { findAttributeSources } from '../../domain/people/attribute-sources.js';
import type { AttributeName, PersonAttributes } from '../../domain/people/person-attributes.js';
import { toPeopleRules } from '../../domain/people/rules-of-policy.js';
import { describeNotMatched } from '../../domain/policy/describe-not-matched.js';
import { type Explanation, explainRules } from '../../domain/policy/explain-rules.js';
import { findExclusion } from '../../domain/policy/find-exclusion.js';
import type { Policy } from '../../domain/policy/policy.js';
import { describeUnknownGroup } from '../../domain/policy/resolve-group.js';
import { nameInPolicy } from '../../domain/policy/rule-attributes.js';
import { listClaims } from '../../store/claims.js';
import type { Db } from '../../store/database.js';
import { listHrConnections } from '../../store/hr-connections.js';
import { readAddresses } from '../../store/people.js';
import { findPersonUnderRules } from '../../store/people-under-rules.js';
import { listUsersOfPerson } from '../../store/person-view.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { describeAsOf, toAsOfRecord } from '../lists/as-of.js';
import { toAccountFilter } from '../lists/account-filter.js';
import { renderJson } from '../output/json.js';
import { toPlain } from '../output/plain.js';
import { requirePerson } from '../people/show-person.js';
import { type AccountView, type ExplainedAttribute, describeAccount, describeAttributes } from './explanation-lines.js';
import { readKnownAccounts } from './read-known-accounts.js';

export interface ExplainOptions {
  account?: string[];
  json?: boolean;
}

/** Says what the policy gives a person in each account and by which rule, and why every other rule gives nothing. */
export async function explainPolicy(context: CliContext, name: string, options: ExplainOptions): Promise<void> {
  const { terminal, now, zone } = context;
  const { db } = await context.database();
  const { id } = await requirePerson(context, name);
  const place = context.config().policy;
  const { policy, hash, found } = await loadPolicy(place);
  const [person, { accounts, asOf }] = await Promise.all([
    findPersonUnderRules(db, id, now()),
    readKnownAccounts(db, await toAccountFilter(context, options.account)),
  ]);
  if (!person)
    throw new UsageError(`${name} is nobody any more: joined into another or erased.`, 'See: steward people');
  const attributes = await explainAttributes(db, id, person.attributes, policy);
  const explained = accounts.map((account) => explainRules(policy, person.attributes, account));
  const views = await viewAccounts(context, id, policy, explained);
  if (options.json) {
    const { key, status } = person;
    const head = { person: key, name: person.name, status, file: found ? place.path : null, hash };
    const { matching } = policy;
    await terminal.write(
      renderJson({ ...head, matching, attributes, accounts: views.map(toRecord), asOf: toAsOfRecord(asOf) }),
    );
    return;
  }
  const lines = [
    [person.key, person.name, person.status].filter((part) => part !== null).join(' · '),
    describePlace(place, found, policy),
    ...describeAttributes(attributes, zone),
    ...views.flatMap(describeAccount),
    describeAsOf(asOf, now(), zone),
  ];
  for (const line of lines) await terminal.print(toPlain(line));
  const notNow = whyNotNow[person.status];
  if (notNow !== undefined) terminal.say(notNow);
}

const whyNotNow: Partial<Record<string, string>> = {
  starts: 'Not at work yet: this is what the first day brings.',
  suspended: 'Suspended: this is what the end of the suspension brings.',
  left: 'Has left: rules give nothing now. This is what a return today would bring.',
  'called-off': 'The start was called off: rules give nothing now.',
  unheard: 'HR never spoke of this person: rules apply when an operator starts a run.',
};

function describePlace({ path }: PolicyPlace, found: boolean, { matching, rules }: Policy): string {
  const title = found ? path : `no policy file at ${path}: the default policy applies`;
  if (rules.length === 0) return `${title} · no rules: nobody gets anything by them`;
  return `${title} · ${matching === 'first' ? 'the first rule that matches decides' : 'all rules that match add up'}`;
}

/** Attributes that rules look at first, also those of which nothing is known; then the others. */
async function explainAttributes(
  db: Db,
  personId: string,
  attributes: PersonAttributes,
  policy: Policy,
): Promise<ExplainedAttribute[]> {
  const [claims, connections] = await Promise.all([listClaims(db, personId), listHrConnections(db)]);
  const sources = findAttributeSources(claims, attributes);
  const looked = toPeopleRules(policy).attributes;
  const others = (Object.keys(attributes) as AttributeName[]).filter((name) => !looked.includes(name));
  return [...looked, ...others].map((name) => {
    const source = sources.get(name);
    const connection = connections.find(({ id }) => id === source?.connectionId);
    const byHr = source === undefined ? null : (connection?.name ?? 'a connection that was removed');
    return {
      attribute: nameInPolicy(name),
      value: attributes[name] ?? null,
      isLookedAt: looked.includes(name),
      source: byHr ?? (attributes[name] !== undefined && claims.length === 0 ? 'an operator' : null),
      saidAt: source?.observedAt ?? null,
    };
  });
}

/** What there is in each account, and what keeps runs from changing it. */
async function viewAccounts(
  { database, now }: CliContext,
  personId: string,
  policy: Policy,
  explained: Explanation[],
): Promise<AccountView[]> {
  const { db } = await database();
  const [{ users }, { work, other }] = await Promise.all([
    listUsersOfPerson(db, personId),
    readAddresses(db, personId),
  ]);
  return explained.map((explanation) => {
    const own = users.filter(({ accountName, matchedBy }) => {
      return accountName === explanation.account && (matchedBy === 'link' || matchedBy === 'work-email');
    });
    const query = { emails: [...work, ...other], accountName: explanation.account, now: now() };
    return {
      ...explanation,
      users: own.map(({ userId, email, active }) => ({ userId, email, active })),
      creation: own.length === 0 && explanation.access === 'given' ? policy.onboarding.create : null,
      exclusion: findExclusion(policy, query) ?? null,
    };
  });
}

/** The same for programs, reasons in words as well. */
function toRecord({ account, notMatched, unknownGroups, ...view }: AccountView) {
  return {
    account,
    ...view,
    notMatched: notMatched.map(({ rule, why }) => ({ rule, why, text: describeNotMatched(why) })),
    unknownGroups: unknownGroups.map((group) => ({ ...group, text: describeUnknownGroup(group, account) })),
  };
}
