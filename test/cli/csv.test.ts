import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../cli/output/csv.js';

describe('CSV', () => {
  it('gives instants in UTC, lists joined, nothing for null', () => {
    const row = ['Ada', true, 3, null, new Date('2026-11-24T13:02:00Z'), ['Finance', 'Ops']];
    expect(renderCsv([row])).toBe('Ada,true,3,,2026-11-24T13:02:00.000Z,Finance; Ops\n');
  });

  it('quotes commas, quotes and line breaks', () => {
    expect(renderCsv([['a,b', 'say "hi"', 'two\nlines']])).toBe('"a,b","say ""hi""","two\nlines"\n');
  });

  it('disarms what a spreadsheet would take for a formula', () => {
    expect(renderCsv([['=HYPERLINK("https://evil.example")', '@SUM', '+1', '-1']])).toBe(
      '"\'=HYPERLINK(""https://evil.example"")",\'@SUM,\'+1,\'-1\n',
    );
  });
});
