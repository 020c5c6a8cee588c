import { licenceNames, type Licence } from '../../domain/licence.js';
import type { AccessItem, LostItem } from '../../domain/policy/diff-access.js';
import type { ItemCount, PersonDifference, PolicyDifference } from '../../domain/policy/diff-policies.js';
import type { RulesDifference } from '../../domain/policy/diff-rules.js';
import type { SettingChange } from '../../domain/policy/diff-settings.js';
import type { PersonUnderRules } from '../../store/people-under-rules.js';
import { formatCount, formatCounted } from '../output/count.js';
import type { Column } from '../output/table.js';

/** Everything that another policy would have otherwise. */
export interface PolicyComparison extends PolicyDifference<PersonUnderRules> {
  before: { file: string | null; hash: string };
  after: { file: string; hash: string };
  /** The accounts that were looked at: all that are connected. */
  accounts: string[];
  rules: RulesDifference;
  settings: SettingChange[];
}

/** The figures, and what follows from them. */
export function describeTotals(comparison: PolicyComparison): { totals: string[]; hint: string | null } {
  const { before, after, accounts, people, differences } = comparison;
  const files = `${before.file ?? 'the default policy'} → ${after.file}`;
  const among = `${formatCounted(people.all, 'person', 'people')} in ${formatCounted(accounts.length, 'account')}`;
  if (before.hash === after.hash) return { totals: [files, `no difference: the same applies (${among})`], hint: null };
  if (differences.length === 0) return { totals: [files, `nobody gains or loses anything (${among})`], hint: null };
  const counts = [
    `${formatCount(people.gaining)} gain something`,
    `${formatCount(people.losing)} lose something`,
    ...(people.onlyKeeping > 0 ? [`${formatCount(people.onlyKeeping)} keep what no rule gives any more`] : []),
  ];
  return {
    totals: [files, `of ${among}: ${counts.join(', ')}`],
    hint: 'The file alone changes nobody: what differs comes with the next start, move, or end of a suspension.',
  };
}

export const itemColumns: Column<ItemCount>[] = [
  { title: 'account', value: ({ account }) => account, minWidth: 8 },
  { title: 'what', value: describeItem, minWidth: 12 },
  { title: 'gain', value: ({ gain }) => orNone(gain), align: 'right' },
  { title: 'lose', value: ({ lose }) => orNone(lose), align: 'right' },
  { title: 'keep', value: ({ keep }) => orNone(keep), align: 'right' },
];

export const personColumns: Column<PersonDifference<PersonUnderRules>>[] = [
  { title: 'person', value: ({ person }) => person.key, minWidth: 8 },
  { title: 'name', value: ({ person }) => person.name ?? '', minWidth: 8, optional: 2 },
  { title: 'status', value: ({ person }) => person.status, optional: 1 },
  { title: 'account', value: ({ account }) => account, minWidth: 8 },
  { title: 'gains', value: ({ gained }) => gained.map(describeItem).join(', '), minWidth: 12 },
  { title: 'loses', value: ({ lost }) => lost.map(describeLost).join(', '), minWidth: 12 },
];

/** What is new, gone or different about the rules, and which groups they begin or cease to decide on. */
export function describeRules({ added, removed, changed, isReordered, managed }: RulesDifference): string[] {
  const rows = [
    ['new', added.join(', ')],
    ['gone', removed.join(', ')],
    ['changed', changed.join(', ')],
    ['order', isReordered ? 'another' : ''],
    ...managed.flatMap(({ account, begin, cease }) => [
      [
        'decide now',
        begin.length > 0 ? `${account}: ${begin.join(', ')} (who has it by hand loses it when moved)` : '',
      ],
      ['no longer', cease.length > 0 ? `${account}: ${cease.join(', ')} (whoever has it keeps it)` : ''],
    ]),
  ].filter(([, text]) => text !== '');
  return section('rules', rows);
}

/** Settings outside the rules, with what they were and would be. */
export function describeSettings(settings: SettingChange[]): string[] {
  const rows = settings.map(({ setting, before, after }) => [setting, `${before ?? 'none'} → ${after ?? 'none'}`]);
  return section('other settings', rows);
}

function section(title: string, rows: string[][]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return ['', title, ...rows.map(([name = '', text = '']) => `  ${name.padEnd(width)}  ${text}`)];
}

function describeItem({ kind, name }: AccessItem): string {
  switch (kind) {
    case 'access':
      return 'access';
    case 'allowed':
      return 'not kept out any more';
    case 'group':
      return name;
    case 'group-admin':
      return `group admin of ${name}`;
    case 'seat':
      return `seat ${licenceNames[name as Licence]}`;
  }
}

function describeLost(item: LostItem): string {
  return item.isKept ? `${describeItem(item)} (kept)` : describeItem(item);
}

function orNone(count: number): string {
  return count === 0 ? '' : formatCount(count);
}
