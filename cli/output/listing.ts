import { renderCsv, type FieldValue } from './csv.js';
import { formatOf, type FormatOptions } from './format.js';
import { type Column, layOut, renderRows, type TableLayout, widen } from './table.js';
import type { Terminal } from './terminal.js';

/** How rows of one kind are shown to people, and given to programs. */
export interface Listing<Row> {
  columns: Column<Row>[];
  /** Names and values for JSON and CSV, in this order. */
  fields: Record<string, (row: Row) => FieldValue>;
}

export interface ListEnd {
  /** When each account was last read, for JSON. */
  asOf?: Record<string, Date | null>;
  /** Lines below the table. */
  footer?: string[];
  /** Where the next page begins. */
  next?: string | null;
}

/** Takes rows page by page, so that a list of any length is written as it is read. */
export interface ListWriter<Row> {
  rows(rows: Row[]): Promise<void>;
  end(end: ListEnd): Promise<void>;
}

export function createListWriter<Row>(
  terminal: Terminal,
  listing: Listing<Row>,
  options: FormatOptions,
): ListWriter<Row> {
  switch (formatOf(options)) {
    case 'json':
      return createJsonWriter(terminal, listing);
    case 'csv':
      return createCsvWriter(terminal, listing);
    case 'table':
      return createTableWriter(terminal, listing);
  }
}

function createTableWriter<Row>(terminal: Terminal, { columns }: Listing<Row>): ListWriter<Row> {
  let layout: TableLayout<Row> | undefined;
  return {
    async rows(rows) {
      const title = layout === undefined;
      layout = layout ? widen(layout, rows, terminal.width) : layOut(columns, rows, terminal.width);
      await terminal.write(renderRows(layout, rows, { title, paintTitle: terminal.colours.bold }));
    },
    async end({ footer = [] }) {
      for (const line of footer) await terminal.print(line);
      const leftOut = layout?.leftOut ?? [];
      if (leftOut.length > 0) {
        terminal.say(`Left out for want of room: ${leftOut.join(', ')}. Widen the terminal, or use --json or --csv.`);
      }
    },
  };
}

function createCsvWriter<Row>(terminal: Terminal, { fields }: Listing<Row>): ListWriter<Row> {
  let isBegun = false;
  const begin = async () => {
    if (!isBegun) await terminal.write(renderCsv([Object.keys(fields)]));
    isBegun = true;
  };
  return {
    async rows(rows) {
      await begin();
      await terminal.write(renderCsv(rows.map((row) => Object.values(fields).map((value) => value(row)))));
    },
    end: begin,
  };
}

/** One JSON document, written piece by piece: `{ "rows": [...], "asOf": {...}, "next": ... }`. */
function createJsonWriter<Row>(terminal: Terminal, { fields }: Listing<Row>): ListWriter<Row> {
  let separator = '{\n  "rows": [\n    ';
  let isEmpty = true;
  const toText = (row: Row) =>
    JSON.stringify(Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value(row)])));
  return {
    async rows(rows) {
      if (rows.length === 0) return;
      await terminal.write(`${separator}${rows.map(toText).join(',\n    ')}`);
      separator = ',\n    ';
      isEmpty = false;
    },
    async end({ asOf, next }) {
      const open = isEmpty ? '{\n  "rows": [' : '\n  ';
      const rest = { ...(asOf && { asOf }), ...(next !== undefined && { next }) };
      const tail = Object.entries(rest).map(([key, value]) => `,\n  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
      await terminal.write(`${open}]${tail.join('')}\n}\n`);
    },
  };
}
