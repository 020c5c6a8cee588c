import { licenceNames } from '../../domain/licence.js';
import { loadPolicy } from '../../config/policy-file.js';
import { findExclusion } from '../../domain/policy/find-exclusion.js';
import type { PersonAttributes } from '../../domain/people/person-attributes.js';
import { readAddresses, type Person } from '../../store/people.js';
import { readHrConnectionNames } from '../../store/hr-connections.js';
import { findListedPerson, type ListedPerson } from '../../store/people-list.js';
import { listSourcesOfPerson, listUsersOfPerson, type NamedSource, type PersonUser } from '../../store/person-view.js';
import { listRunsOfPerson, type Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { describeAsOf } from '../lists/as-of.js';
import { renderJson } from '../output/json.js';
import { toPlain } from '../output/plain.js';
import { formatDay, formatWithUtc } from '../output/time.js';
import { findPerson } from '../runs/find-run.js';
import { attentionKind, attentionWords, describeAttention } from './attention-words.js';

/** Shows everything that is known of a person: what HR says, what Retool says in each account, runs, what to decide. */
export async function showPerson(
  context: CliContext,
  name: string,
  { json = false }: { json?: boolean },
): Promise<void> {
  const { terminal, now, zone } = context;
  const { db } = await context.database();
  const person = await requirePerson(context, name);
  const [listed, sources, { users, asOf }, runs, addresses, connectionNames] = await Promise.all([
    findListedPerson(db, person.id, now()),
    listSourcesOfPerson(db, person.id),
    listUsersOfPerson(db, person.id),
    listRunsOfPerson(db, person.id),
    readAddresses(db, person.id),
    readHrConnectionNames(db),
  ]);
  const excluded = await describeExclusions(context, [...addresses.work, ...addresses.other], asOf);
  if (json) {
    await terminal.write(
      renderJson({
        ...{ person: listed, formerAddresses: addresses.other, sources, users, excluded },
        state: person.state,
        runs: runs.map(({ workflowId, kind, stage, outcome, effectiveAt, askedBy }) => ({
          ...{ run: workflowId, kind, stage, outcome, effectiveAt, askedBy },
        })),
      }),
    );
    return;
  }
  const lines = [
    titleOf(listed),
    ...describeHr(listed, person, sources, addresses.other, zone),
    ...describeUsers(users, zone),
    `  ${describeAsOf(asOf, now(), zone)}`,
    ...excluded.map((line) => `  ${line}`),
    ...describeRuns(runs, zone),
    ...describeOpenQuestions(listed, connectionNames),
  ];
  for (const line of lines) await terminal.print(toPlain(line));
  if (runs[0]) terminal.say(`Evidence: steward evidence ${runs[0].workflowId}`);
}

/** @throws UsageError when nobody is known by this key or address */
export async function requirePerson(context: CliContext, name: string): Promise<Person> {
  const { db } = await context.database();
  const person = await findPerson(db, name);
  if (person) return person;
  throw new UsageError(`Nobody is known as ${name}.`, 'See who is: steward people');
}

function titleOf({ key, name, status, attention }: ListedPerson): string {
  const title = [key, name, status].filter((part) => part !== null).join(' · ');
  return attention.length > 0 ? `${title} · somebody has to decide` : title;
}

function describeHr(
  { emails, employeeNumber, attributes, startsAt, endsAt, suspendedAt, timeZone }: ListedPerson,
  { state }: Person,
  sources: NamedSource[],
  formerAddresses: string[],
  zone: string,
): string[] {
  const heard = sources.map(({ connection, externalId, missingSince }) => {
    const missing = missingSince === null ? '' : `, missing there since ${formatDay(missingSince, zone)}`;
    return `${connection} (${externalId}${missing})`;
  });
  const fields: [name: string, text: string | null][] = [
    ['work email', emails.join(', ') || 'none yet'],
    ['before', formerAddresses.join(', ') || null],
    ['employee no.', employeeNumber],
    ['starts', startsAt && formatWithUtc(startsAt, timeZone ?? zone)],
    ['access until', endsAt && formatWithUtc(endsAt, timeZone ?? zone)],
    ['suspended', suspendedAt && `since ${formatWithUtc(suspendedAt, zone)}`],
    ['contracts', state && state.employments.length > 1 ? String(state.employments.length) : null],
    ['work', describeAttributes(attributes) || null],
  ];
  return [
    `HR · ${heard.join(', ') || 'never spoke of this person'}`,
    ...fields.flatMap(([name, text]) => (text === null ? [] : [`  ${name.padEnd(14)}${text}`])),
  ];
}

function describeAttributes(attributes: PersonAttributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function describeUsers(users: PersonUser[], zone: string): string[] {
  const lines = users.map(({ accountName, email, active, isAdmin, licence, groups, lastActive, matchedBy }) => {
    const said = [
      active ? 'enabled' : 'disabled',
      ...(isAdmin ? ['admin'] : []),
      ...(licence === null ? [] : [licenceNames[licence]]),
      groups.length > 0 ? groups.join(', ') : 'no groups',
      lastActive ? `last visit ${formatDay(lastActive, zone)}` : 'never signed in',
    ];
    const doubt = ['former-email', 'alias'].includes(matchedBy) ? ' · only a former address or an alias fits' : '';
    return `  ${accountName} · ${email} · ${said.join(' · ')}${doubt}`;
  });
  return ['Retool', ...(lines.length > 0 ? lines : ['  no user in any account'])];
}

async function describeExclusions(
  context: CliContext,
  emails: string[],
  accounts: { accountName: string }[],
): Promise<string[]> {
  const { policy } = await loadPolicy(context.config().policy);
  const now = context.now();
  const found = accounts.flatMap(({ accountName }) => findExclusion(policy, { emails, accountName, now }) ?? []);
  return [...new Set(found)].map(
    ({ account, expiresOn, reason, owner }) =>
      `excluded in ${account === '*' ? 'all accounts' : account} until ${expiresOn}: ${reason} (owner: ${owner})`,
  );
}

function describeRuns(runs: Run[], zone: string): string[] {
  const lines = runs.map(({ workflowId, outcome, stage, effectiveAt, timeZone, askedBy, reason }) => {
    const why = reason === null ? '' : `: ${reason}`;
    return `  ${workflowId} · ${outcome ?? stage} · ${formatWithUtc(effectiveAt, timeZone ?? zone)} · ${askedBy}${why}`;
  });
  return ['Runs', ...(lines.length > 0 ? lines : ['  none'])];
}

function describeOpenQuestions(
  { key, attention }: ListedPerson,
  connectionNames: ReadonlyMap<string, string>,
): string[] {
  return attention.flatMap((id, index) => {
    const { apply } = attentionWords[attentionKind(id)];
    const settle = `steward people settle ${key} --question ${index + 1}`;
    return [
      `${index + 1}. ${describeAttention(id, connectionNames)}`,
      ...(apply === undefined ? [] : [`     ${settle} --apply --reason "…"   ${apply}`]),
      `     ${settle} --ignore --reason "…"  nothing follows from it`,
    ];
  });
}
