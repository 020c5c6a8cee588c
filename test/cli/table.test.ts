import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderTable, layOut, renderRows, type Column } from '../../cli/output/table.js';

interface Row {
  name: string;
  email: string;
  count: number;
}

const columns: Column<Row>[] = [
  { title: 'name', value: (row) => row.name },
  { title: 'email', value: (row) => row.email, minWidth: 8 },
  { title: 'count', value: (row) => String(row.count), align: 'right', optional: 1 },
];

const rows: Row[] = [
  { name: 'Ada', email: 'ada@acme.example', count: 7 },
  { name: 'Grace Hopper', email: 'grace.hopper+retool@acme.example', count: 1200 },
];

const lines = (text: string) => text.trimEnd().split('\n');

describe('a table', () => {
  it('is as wide as its contents where nothing limits it', () => {
    expect(lines(renderTable(columns, rows, { width: undefined }))).toEqual([
      'name          email                             count',
      'Ada           ada@acme.example                      7',
      'Grace Hopper  grace.hopper+retool@acme.example   1200',
    ]);
  });

  it('leaves out a column that says nothing, on a terminal alone', () => {
    const withNote: Column<Row>[] = [...columns, { title: 'note', value: () => '', hideEmpty: true }];
    const title = (width: number | undefined) => lines(renderTable(withNote, rows, { width }))[0];
    expect(title(120)).toMatch(/count$/);
    expect(title(undefined)).toMatch(/count +note$/);
  });

  it('cuts what may be cut to fit the terminal', () => {
    expect(lines(renderTable(columns, rows, { width: 40 }))).toEqual([
      'name          email                count',
      'Ada           ada@acme.example         7',
      'Grace Hopper  grace.hopper+retoo…   1200',
    ]);
  });

  it('leaves out the column that matters least where the rest would not fit, and tells', () => {
    const layout = layOut(columns, rows, 24);
    expect(layout.leftOut).toEqual(['count']);
    expect(lines(renderRows(layout, rows))).toEqual([
      'name          email',
      'Ada           ada@acme.…',
      'Grace Hopper  grace.hop…',
    ]);
  });

  it.each([24, 30, 47, 60, 80])('is never wider than a terminal of %d columns', (width) => {
    const wide = [{ name: '山田 太郎', email: 'ünïcödé@acme.example', count: 3 }, ...rows];
    for (const line of lines(renderTable(columns, wide, { width }))) {
      expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it('shows its titles when there are no rows', () => {
    expect(renderTable(columns, [], { width: 80 })).toBe('name  email  count\n');
  });

  it('keeps escape sequences in names from the terminal', () => {
    const text = renderTable(columns, [{ name: '\u001b[2Jgone\n', email: '\u202egro', count: 0 }], { width: 80 });
    expect(text).not.toMatch(/\u001b|\u202e/);
    expect(lines(text)).toHaveLength(2);
  });

  it('paints cells without counting the paint as width', () => {
    const painted: Column<Row>[] = [
      { title: 'name', value: (row) => row.name, paint: (text) => `\u001b[31m${text}\u001b[39m` },
    ];
    expect(lines(renderTable(painted, rows, { width: 80 }))[1]).toBe('\u001b[31mAda         \u001b[39m');
  });
});
