import type { ListedPerson } from '../../store/people-list.js';
import type { CliContext } from '../context.js';
import type { Listing } from '../output/listing.js';
import { formatDay } from '../output/time.js';
import { attentionKind, describeAttention } from './attention-words.js';

/** People as `steward people` shows them. */
export function personListing(
  { terminal, zone }: CliContext,
  connectionNames: ReadonlyMap<string, string>,
): Listing<ListedPerson> {
  const { colours } = terminal;
  const day = (instant: Date | null, timeZone: string | null) =>
    instant === null ? '' : formatDay(instant, timeZone ?? zone);
  return {
    columns: [
      { title: 'person', value: ({ key }) => key, minWidth: 8 },
      { title: 'name', value: ({ name, emails }) => name ?? emails[0] ?? '', minWidth: 10 },
      { title: 'status', value: ({ status }) => status },
      { title: 'from', value: ({ startsAt, timeZone }) => day(startsAt, timeZone), optional: 2 },
      { title: 'until', value: ({ endsAt, timeZone }) => day(endsAt && lastMoment(endsAt), timeZone), optional: 1 },
      { title: 'department', value: ({ attributes }) => attributes.department ?? '', minWidth: 8, optional: 3 },
      { title: 'accounts', value: describeAccounts, minWidth: 8, optional: 4 },
      {
        title: 'attention',
        value: ({ attention }) => attention.map(attentionKind).join(', '),
        paint: (text) => colours.yellow(text),
        minWidth: 12,
      },
    ],
    fields: {
      person: ({ key }) => key,
      name: ({ name }) => name,
      emails: ({ emails }) => emails,
      employeeNumber: ({ employeeNumber }) => employeeNumber,
      status: ({ status }) => status,
      startsAt: ({ startsAt }) => startsAt,
      endsAt: ({ endsAt }) => endsAt,
      suspendedAt: ({ suspendedAt }) => suspendedAt,
      timeZone: ({ timeZone }) => timeZone,
      attributes: ({ attributes }) => attributes,
      enabledIn: ({ enabledIn }) => enabledIn,
      disabledIn: ({ disabledIn }) => disabledIn,
      openRuns: ({ openRuns }) => openRuns,
      attention: ({ attention }) => attention.map((id) => describeAttention(id, connectionNames)),
      attentionSince: ({ attentionSince }) => attentionSince,
    },
  };
}

/** The day before a midnight is the last one. */
function lastMoment(end: Date): Date {
  return new Date(end.getTime() - 1);
}

/** Such as: acme-cloud, acme-onprem (disabled). */
function describeAccounts({ enabledIn, disabledIn }: ListedPerson): string {
  const disabled = disabledIn.filter((name) => !enabledIn.includes(name)).map((name) => `${name} (disabled)`);
  return [...enabledIn, ...disabled].join(', ') || 'none';
}
