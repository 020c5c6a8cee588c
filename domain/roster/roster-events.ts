import { shiftDay } from '../hr/calendar-day.js';
import type { HrEffective, HrEmployment, HrEvent, HrEventType, HrWorker } from '../hr/hr-event.js';
import { keyOfRow, type RosterColumn, type RosterRow } from './roster-row.js';

export interface RosterContext {
  /** Names the import: events of one import have it in their ids. */
  importId: string;
  /** When the list was read, ISO 8601 in UTC. */
  observedAt: string;
  today: string;
  /** Where the days of a row are meant. */
  zoneOf(row: RosterRow): Pick<HrEffective, 'timeZone' | 'timeZoneFrom'>;
}

/** What a row says against the one before: the same canonical events that senders of events send. */
export function toEvents(before: RosterRow | undefined, row: RosterRow, context: RosterContext): HrEvent[] {
  const { today, importId, observedAt } = context;
  return turnsOf(before, row, today).map(({ type, date, at }) => ({
    type,
    id: `${importId}/${keyOfRow(row)}/${type}`,
    observedAt,
    worker: workerOf(row, before),
    employment: employmentOf(row, before),
    effective: { date, ...(at && { at: observedAt }), ...context.zoneOf(row) },
  }));
}

interface Turn {
  type: HrEventType;
  date: string;
  /** It is so from this very moment: no day was named, and today may be another day where the person is. */
  at?: true;
}

function turnsOf(before: RosterRow | undefined, row: RosterRow, today: string): Turn[] {
  const isOnLeave = row.status === 'leave';
  const wasOnLeave = before?.status === 'leave';
  const turns: (Turn | undefined)[] = [
    startTurn(before, row),
    endTurn(before, row, today),
    isOnLeave && !wasOnLeave ? { type: 'access_suspended', date: today, at: true } : undefined,
    wasOnLeave && row.status === 'active' ? { type: 'access_restored', date: today, at: true } : undefined,
  ];
  const found = turns.filter((turn) => turn !== undefined);
  if (found.length > 0) return found;
  return before === undefined || isChanged(before, row) ? [{ type: 'changed', date: today, at: true }] : [];
}

function startTurn(before: RosterRow | undefined, row: RosterRow): Turn | undefined {
  const { start_date: start, status } = row;
  if (status === 'cancelled') {
    const isNews = before !== undefined && before.status !== 'cancelled';
    return isNews ? { type: 'hire_cancelled', date: start ?? before.start_date ?? '1970-01-01' } : undefined;
  }
  if (start === undefined) return undefined;
  const hadEnded = before?.status === 'ended' || (before?.last_day !== undefined && before.last_day < start);
  if (before && hadEnded && before.start_date !== start) return { type: 'rehired', date: start };
  const isNews = before === undefined || before.start_date !== start || before.status === 'cancelled';
  // Of somebody who has left the start is no news, unless the end is told with it.
  return isNews && status !== 'ended' ? { type: 'hired', date: start } : undefined;
}

function endTurn(before: RosterRow | undefined, row: RosterRow, today: string): Turn | undefined {
  const { last_day: last, status } = row;
  if (last !== undefined) {
    const isNews = before?.last_day !== last || (status === 'ended') !== (before.status === 'ended');
    return isNews ? { type: 'terminated', date: shiftDay(last, 1) } : undefined;
  }
  const hasEnded = status === 'ended';
  const hadEnded = before?.status === 'ended';
  if (hasEnded && !hadEnded) return { type: 'terminated', date: today, at: true };
  const isCalledOff = before !== undefined && !hasEnded && (before.last_day !== undefined || hadEnded);
  const isRehire = isCalledOff && before.start_date !== row.start_date && row.start_date !== undefined;
  return isCalledOff && !isRehire ? { type: 'termination_cancelled', date: today } : undefined;
}

/** Columns that events of their own tell of. */
const told: readonly string[] = ['start_date', 'last_day', 'status'] satisfies RosterColumn[];

function isChanged(before: RosterRow, row: RosterRow): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(row)]);
  return [...names].some(
    (name) => !told.includes(name) && before[name as keyof RosterRow] !== row[name as keyof RosterRow],
  );
}

function workerOf(row: RosterRow, before: RosterRow | undefined): HrWorker {
  const { email, employee_number, first_name, last_name, name } = row;
  return {
    externalId: row.id,
    employmentId: row.employment_id ?? 'primary',
    ...(row.start_date !== undefined && { episodeStart: row.start_date }),
    // An address that went from the list is none any more; a list without that column says nothing.
    ...(email !== undefined ? { workEmail: email } : before?.email !== undefined && { workEmail: null }),
    ...(before?.email !== undefined &&
      email !== undefined &&
      before.email !== email && { previousWorkEmail: before.email }),
    ...(employee_number !== undefined && { employeeNumber: employee_number }),
    ...(first_name !== undefined && { givenName: first_name }),
    ...(last_name !== undefined && { familyName: last_name }),
    ...(name !== undefined && { displayName: name }),
  };
}

const employmentTypes = ['employee', 'contractor', 'intern', 'temporary', 'eor'] as const;

function employmentOf(row: RosterRow, before: RosterRow | undefined): HrEmployment {
  const { department, department_id, title, cost_center, employment_type, manager_email, manager_id } = row;
  const type = employmentTypes.find((known) => known === employment_type?.toLowerCase()) ?? 'other';
  const location = locationOf(row);
  const hadManager = before?.manager_email !== undefined || before?.manager_id !== undefined;
  const hasManager = manager_email !== undefined || manager_id !== undefined;
  const custom = Object.entries(row).flatMap(([name, value]): [string, string][] =>
    name.startsWith('custom.') && value !== undefined ? [[name.slice('custom.'.length), value]] : [],
  );
  return {
    ...statusOf(row),
    ...(employment_type !== undefined && { type }),
    ...(department !== undefined && { department }),
    ...(department_id !== undefined && { departmentId: department_id }),
    ...(title !== undefined && { jobTitle: title }),
    ...(cost_center !== undefined && { costCenter: cost_center }),
    ...(Object.keys(location).length > 0 && { location }),
    ...(hasManager && {
      manager: {
        ...(manager_email !== undefined && { workEmail: manager_email }),
        ...(manager_id !== undefined && { externalId: manager_id }),
      },
    }),
    ...(hadManager && !hasManager && { manager: null }),
    ...(custom.length > 0 && { custom: Object.fromEntries(custom) }),
  };
}

/** Without a status and a start a row says that the person works there. */
function statusOf({ status, start_date }: RosterRow): Pick<HrEmployment, 'status'> {
  if (status === undefined) return start_date === undefined ? { status: 'active' } : {};
  return status === 'pending' || status === 'active' || status === 'leave' || status === 'ended' ? { status } : {};
}

function locationOf({ location, country, region }: RosterRow): NonNullable<HrEmployment['location']> {
  return {
    ...(location !== undefined && { name: location }),
    ...(country !== undefined && { country }),
    ...(region !== undefined && { region }),
  };
}
