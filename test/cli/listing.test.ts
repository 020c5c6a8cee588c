import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createListWriter, type ListEnd, type Listing } from '../../cli/output/listing.js';
import { createTerminal } from '../../cli/output/terminal.js';

interface Row {
  name: string;
  since: Date | null;
  groups: string[];
}

const listing: Listing<Row> = {
  columns: [
    { title: 'name', value: ({ name }) => name },
    { title: 'groups', value: ({ groups }) => groups.join(', ') },
  ],
  fields: { name: ({ name }) => name, since: ({ since }) => since, groups: ({ groups }) => groups },
};

const ada = { name: 'Ada', since: new Date('2026-11-24T13:02:00Z'), groups: ['Finance', 'Ops'] };
const grace = { name: 'Grace Hopper', since: null, groups: [] };

async function write(format: { json?: boolean; csv?: boolean }, pages: Row[][], end: ListEnd = {}): Promise<string> {
  let text = '';
  const sink = () => new Writable({ write: (chunk: Buffer, _encoding, done) => ((text += chunk.toString()), done()) });
  const terminal = createTerminal({ stdin: Readable.from([]), stdout: sink(), stderr: sink() });
  const writer = createListWriter(terminal, listing, format);
  for (const page of pages) await writer.rows(page);
  await writer.end(end);
  return text;
}

describe('a list', () => {
  it('is a table with its titles once, whatever the number of pages', async () => {
    expect(await write({}, [[ada], [grace]], { footer: ['2 people'] })).toBe(
      'name  groups\nAda   Finance, Ops\nGrace Hopper\n2 people\n',
    );
  });

  it('is one JSON document over all pages, with the cursor of the next', async () => {
    const text = await write({ json: true }, [[ada], [grace]], { next: 'abc', asOf: { acme: null } });
    expect(JSON.parse(text)).toEqual({
      rows: [
        { name: 'Ada', since: '2026-11-24T13:02:00.000Z', groups: ['Finance', 'Ops'] },
        { name: 'Grace Hopper', since: null, groups: [] },
      ],
      asOf: { acme: null },
      next: 'abc',
    });
  });

  it('is valid JSON and CSV with a header when there are no rows', async () => {
    expect(JSON.parse(await write({ json: true }, [[]], { next: null }))).toEqual({ rows: [], next: null });
    expect(await write({ csv: true }, [[]])).toBe('name,since,groups\n');
  });

  it('is CSV with the same fields as JSON', async () => {
    expect(await write({ csv: true }, [[ada], [grace]])).toBe(
      'name,since,groups\nAda,2026-11-24T13:02:00.000Z,Finance; Ops\nGrace Hopper,,\n',
    );
  });
});
