import { describe, expect, it } from 'vitest';
import { readRoster, RosterError } from '../../../hr/roster/read-roster.js';

const problemsOf = (text: string): string[] => {
  try {
    readRoster(text);
  } catch (error) {
    if (error instanceof RosterError) return error.problems;
    throw error;
  }
  return [];
};

describe('a roster', () => {
  it('is read by the names of its columns, ours and those of other systems', () => {
    const text =
      '\ufeffEmployee ID;Work Email;Hire Date;Job Title;custom.team;Shoe size\nE-1; Ada@ACME.example ;2026-12-01;"Lead; Payroll";Blue;38\n';
    expect(readRoster(text)).toEqual({
      rows: [
        {
          id: 'E-1',
          email: 'ada@acme.example',
          start_date: '2026-12-01',
          title: 'Lead; Payroll',
          'custom.team': 'Blue',
        },
      ],
      ignored: ['Shoe size'],
    });
  });

  it('has empty cells left out, because they say nothing', () => {
    expect(readRoster('id,email,department\nE-1,,\n').rows).toEqual([{ id: 'E-1' }]);
  });

  it.each([
    ['', 'The list is empty: an empty list is not taken for one.'],
    ['id,email\n', 'The list is empty: an empty list is not taken for one.'],
    [
      '<html><body>Service unavailable</body></html>\n<p>Try again</p>',
      'The header has no column "id", the worker’s lasting id.',
    ],
    ['id,email,work email\nE-1,a@b.example,c@d.example\n', 'The header has the column "email" twice.'],
    ['id,email\nE-1,"a@b.example\n', 'line 2: this is no CSV (CSV_QUOTE_NOT_CLOSED)'],
    ['id,email\nE-1\n', 'line 2: this is no CSV (CSV_RECORD_INCONSISTENT_FIELDS_LENGTH)'],
    ['id,name\nE-1,J\ufffdrg\n', 'The list is not in UTF-8.'],
  ])('that is none is refused whole: %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('is refused with every line that is wrong, and without a value', () => {
    const text = [
      'id,email,start_date,status,time_zone',
      'E-1,no address,2026-02-30,gone,Berlin',
      ',a@acme.example,,,',
      'E-2,b@acme.example,,,',
      'E-2,c@acme.example,,,',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      'line 2: email is no address',
      'line 2: start_date is no day: 2026-12-31',
      'line 2: status is none of pending, active, leave, ended, cancelled',
      'line 2: time_zone is no zone: Europe/Berlin',
      'line 3: id is missing',
      'line 5: the same id as in line 4',
    ]);
  });
});
