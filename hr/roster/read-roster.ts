import { CsvError, parse } from 'csv-parse/sync';
import { parseEmail } from '../../domain/hr/email.js';
import { keyOfRow, rosterColumns, rosterStatuses, type RosterRow } from '../../domain/roster/roster-row.js';
import { isTimeZone } from '../../domain/time/time-zone.js';
import { parseDay } from '../../domain/time/effective-moment.js';

/** A list that was understood whole; `ignored`: columns that mean nothing here. */
export interface ReadRoster {
  rows: RosterRow[];
  ignored: string[];
}

/** A list that is not understood is no list: half of it would be people missing. */
export class RosterError extends Error {
  override readonly name = 'RosterError';
  /** Each with its line and rule, and without a value. */
  readonly problems: string[];

  constructor(problems: string[]) {
    super(problems.slice(0, mostProblems).join('\n'));
    this.problems = problems;
  }
}

const mostProblems = 10;

const longest = 500;

/** What other systems call the same columns. */
const otherNames: Record<string, string> = {
  worker_id: 'id',
  employee_id: 'id',
  person_id: 'id',
  work_email: 'email',
  email_address: 'email',
  given_name: 'first_name',
  family_name: 'last_name',
  surname: 'last_name',
  display_name: 'name',
  full_name: 'name',
  hire_date: 'start_date',
  end_date: 'last_day',
  termination_date: 'last_day',
  last_day_of_work: 'last_day',
  job_title: 'title',
  cost_centre: 'cost_center',
  office: 'location',
  timezone: 'time_zone',
  manager: 'manager_email',
};

/**
 * Reads a full list of people: CSV in UTF-8 with a header, separated by commas, semicolons or tabs.
 *
 * @throws RosterError when anything of it cannot be understood
 */
export function readRoster(text: string): ReadRoster {
  const records = parseRecords(text);
  const [header, ...lines] = records;
  if (!header || lines.length === 0) throw new RosterError(['The list is empty: an empty list is not taken for one.']);
  const columns = header.record.map(toColumn);
  const ignored = header.record.filter((_, index) => columns[index] === undefined);
  if (!columns.includes('id')) throw new RosterError(['The header has no column "id", the worker’s lasting id.']);
  const twice = columns.filter((column, index) => column !== undefined && columns.indexOf(column) !== index);
  if (twice.length > 0) throw new RosterError([`The header has the column "${twice[0]}" twice.`]);

  const problems: string[] = [];
  const rows = lines.map(({ record, line }) => {
    const cells = record.flatMap((value, index): [string, string][] => {
      const column = columns[index];
      return column === undefined || value === '' ? [] : [[column, value]];
    });
    return toRow(cells, (rule) => problems.push(`line ${line}: ${rule}`));
  });
  const seen = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const line = lines[index]?.line ?? 0;
    const first = seen.get(keyOfRow(row));
    if (row.id !== '' && first !== undefined) problems.push(`line ${line}: the same id as in line ${first}`);
    seen.set(keyOfRow(row), line);
  }
  if (problems.length > 0) throw new RosterError(problems);
  return { rows, ignored };
}

interface Line {
  record: string[];
  line: number;
}

function parseRecords(text: string): Line[] {
  if (text.includes('\ufffd')) throw new RosterError(['The list is not in UTF-8.']);
  const firstLine = text.slice(0, Math.max(0, text.indexOf('\n'))) || text;
  const delimiter = [',', ';', '\t'].toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0];
  try {
    const records = parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
      delimiter: delimiter ?? ',',
    });
    return (records as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as unknown as { lines?: number };
    throw new RosterError([`line ${lines ?? '?'}: this is no CSV (${error.code})`]);
  }
}

/** Undefined for a column that means nothing here. */
function toColumn(title: string): string | undefined {
  const name = title.trim().toLowerCase();
  if (/^custom\.[a-z0-9_.-]{1,60}$/.test(name)) return name;
  const plain = name.replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^_|_$/g, '');
  const known = otherNames[plain] ?? plain;
  return (rosterColumns as readonly string[]).includes(known) ? known : undefined;
}

function toRow(cells: [string, string][], refuse: (rule: string) => void): RosterRow {
  const row: Record<string, string> = { id: '' };
  for (const [column, value] of cells) {
    const read = readCell(column, value);
    if (read === undefined) refuse(`${column} ${rules[column] ?? 'is not understood'}`);
    else row[column] = read;
  }
  if (row.id === '') refuse('id is missing');
  return row as RosterRow;
}

const rules: Record<string, string> = {
  email: 'is no address',
  manager_email: 'is no address',
  start_date: 'is no day: 2026-12-31',
  last_day: 'is no day: 2026-12-31',
  time_zone: 'is no zone: Europe/Berlin',
  status: `is none of ${rosterStatuses.join(', ')}`,
  country: 'is no code of a country: DE',
};

function readCell(column: string, value: string): string | undefined {
  if (/\p{Cc}/u.test(value) || value.length > longest) return undefined;
  switch (column) {
    case 'email':
    case 'manager_email':
      return parseEmail(value);
    case 'start_date':
    case 'last_day':
      return parseDay(value);
    case 'time_zone':
      return isTimeZone(value) ? value : undefined;
    case 'status': {
      const status = value.toLowerCase();
      return rosterStatuses.find((known) => known === status);
    }
    case 'country':
      return /^[A-Za-z]{2}$/.test(value) ? value.toUpperCase() : undefined;
    default:
      return value;
  }
}
