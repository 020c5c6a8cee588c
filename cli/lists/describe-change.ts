import { licenceNames } from '../../domain/licence.js';
import type { ListedChange } from '../../store/changes.js';
import { formatCounted } from '../output/count.js';

/** What a change says beside its kind and whom it is about: from what to what, in which group. */
export function describeChange({ kind, detail }: Pick<ListedChange, 'kind' | 'detail'>): string {
  switch (kind) {
    case 'baseline':
      return `first sync: ${formatCounted(numberIn(detail, 'users'), 'user')}, ${formatCounted(numberIn(detail, 'groups'), 'group')}`;
    case 'user-appeared':
    case 'user-gone':
      return [textIn(detail, 'role'), licenceOf(detail.licence)].filter((part) => part !== '').join(', ');
    case 'user-disabled':
      return detail.licence ? `frees a seat: ${licenceOf(detail.licence)}` : '';
    case 'user-re-enabled':
      return detail.licence ? `takes a seat: ${licenceOf(detail.licence)}` : '';
    case 'user-renamed':
      return fromTo(nameOf(detail.before), nameOf(detail.after));
    case 'role-changed':
    case 'seat-changed':
    case 'group-renamed':
      return fromTo(detail.before, detail.after);
    case 'licence-changed':
      return fromTo(licenceOf(detail.before), licenceOf(detail.after));
    case 'group-joined':
    case 'group-left':
      return `${textIn(detail, 'group')}${detail.groupAdmin === true ? ', as group admin' : ''}`;
    case 'group-admin-changed':
      return `${textIn(detail, 'group')}: ${detail.groupAdmin === true ? 'now group admin' : 'no longer group admin'}`;
    case 'group-created':
    case 'group-deleted':
      return `apps ${textIn(detail, 'apps') || 'none'}`;
    case 'group-access-changed':
      return describeAccess(detail.before, detail.after);
    case 'invite-opened':
      return '';
    case 'invite-closed':
      return detail.claimed === true ? 'accepted' : 'withdrawn';
    case 'leaver-came-back':
      return describeReturn(detail);
  }
}

function describeReturn(detail: Record<string, unknown>): string {
  const groups = Array.isArray(detail.groups) ? detail.groups.map(String) : [];
  const found = [
    ...(detail.enabled === true ? ['disabled by us, enabled again'] : []),
    ...(groups.length > 0 ? [`in ${groups.join(', ')} again`] : []),
  ];
  return `${found.join('; ')} (${textIn(detail, 'run')})`;
}

function textIn(detail: Record<string, unknown>, key: string): string {
  const value = detail[key];
  return typeof value === 'string' ? value : '';
}

function numberIn(detail: Record<string, unknown>, key: string): number {
  const value = detail[key];
  return typeof value === 'number' ? value : 0;
}

function fromTo(before: unknown, after: unknown): string {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : 'none');
  return `${text(before)} → ${text(after)}`;
}

function licenceOf(value: unknown): string {
  const names: Record<string, string> = licenceNames;
  return (typeof value === 'string' && names[value]) || '';
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function nameOf(value: unknown): string {
  const name = recordOf(value);
  const parts = [textIn(name, 'firstName'), textIn(name, 'lastName'), `<${textIn(name, 'email')}>`];
  return parts.filter((part) => part !== '').join(' ');
}

/** The rights that became others: apps use → edit, theme_access off → on. */
function describeAccess(before: unknown, after: unknown): string {
  const [old, fresh] = [flatten(before), flatten(after)];
  return Object.keys({ ...old, ...fresh })
    .filter((right) => old[right] !== fresh[right])
    .map((right) => `${right} ${old[right] ?? 'none'} → ${fresh[right] ?? 'none'}`)
    .join(', ');
}

function flatten(value: unknown): Record<string, string> {
  const { flags, ...levels } = recordOf(value);
  const entries = Object.entries({ ...levels, ...recordOf(flags) });
  return Object.fromEntries(
    entries
      .filter(([, level]) => level !== null)
      .map(([right, level]) => [right, typeof level === 'boolean' ? (level ? 'on' : 'off') : String(level)]),
  );
}
