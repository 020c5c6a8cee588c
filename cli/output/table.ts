import { fitCell, widthOf } from './cell.js';
import { toPlain } from './plain.js';

/** One column of a table, and how far it may give way on a narrow terminal. */
export interface Column<Row> {
  title: string;
  value: (row: Row) => string;
  align?: 'left' | 'right';
  /** Paints the cell; given the text as it will be shown, filled up to the width of the column. */
  paint?: (text: string, row: Row) => string;
  /** Narrowest width at which the column is still of use. Without it the column is never cut. */
  minWidth?: number;
  /** Columns with a rank are left out where all do not fit, the highest first. */
  optional?: number;
  /** On a terminal the column is left out while it says nothing in any row. */
  hideEmpty?: boolean;
}

/** A table whose column widths are settled, so that further rows line up with the first ones. */
export interface TableLayout<Row> {
  columns: Column<Row>[];
  widths: number[];
  /** Titles of the columns that did not fit. */
  leftOut: string[];
}

const gap = 2;

/**
 * Settles which columns are shown and how wide, from the rows that will be shown first.
 *
 * @param width columns of the terminal; undefined where nothing may be cut
 */
export function layOut<Row>(columns: Column<Row>[], rows: Row[], width: number | undefined): TableLayout<Row> {
  const natural = columns.map((column) =>
    Math.max(widthOf(column.title), ...rows.map((row) => widthOf(toPlain(column.value(row))))),
  );
  if (width === undefined) return { columns, widths: natural, leftOut: [] };

  const isEmpty = ({ hideEmpty, value }: Column<Row>) => hideEmpty === true && rows.every((row) => value(row) === '');
  const shown = columns
    .map((column, index) => ({ column, natural: natural[index] ?? 0 }))
    .filter(({ column }) => !isEmpty(column));
  const leftOut: string[] = [];
  while (smallest(shown) > width) {
    const ranks = shown.map(({ column }) => column.optional ?? 0);
    const dearest = Math.max(...ranks);
    if (dearest === 0) break;
    const [gone] = shown.splice(ranks.indexOf(dearest), 1);
    if (gone) leftOut.push(gone.column.title);
  }
  return { columns: shown.map(({ column }) => column), widths: shrink(shown, width), leftOut };
}

/**
 * The layout for further rows. Where nothing may be cut, columns grow with them; on a terminal they stay as they are,
 * so that all rows line up.
 */
export function widen<Row>(layout: TableLayout<Row>, rows: Row[], width: number | undefined): TableLayout<Row> {
  if (width !== undefined) return layout;
  const needed = layOut(layout.columns, rows, undefined).widths;
  return { ...layout, widths: layout.widths.map((own, index) => Math.max(own, needed[index] ?? 0)) };
}

interface Sized {
  column: { title: string; minWidth?: number };
  natural: number;
}

function floorOf({ column, natural }: Sized): number {
  return column.minWidth === undefined ? natural : Math.min(natural, Math.max(column.minWidth, widthOf(column.title)));
}

function smallest(sized: Sized[]): number {
  return sized.reduce((sum, one) => sum + floorOf(one), gap * Math.max(0, sized.length - 1));
}

/** Takes from the widest column that can still give, until all fit. */
function shrink(sized: Sized[], width: number): number[] {
  const widths = sized.map(({ natural }) => natural);
  let excess = widths.reduce((sum, one) => sum + one, gap * Math.max(0, sized.length - 1)) - width;
  while (excess > 0) {
    let widest = -1;
    for (const [index, one] of sized.entries()) {
      const canGive = (widths[index] ?? 0) > floorOf(one);
      if (canGive && (widest < 0 || (widths[index] ?? 0) > (widths[widest] ?? 0))) widest = index;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

/** Rows as lines of text, the titles first unless they were printed before. */
export function renderRows<Row>(
  { columns, widths }: TableLayout<Row>,
  rows: Row[],
  { title = true, paintTitle = (text: string) => text } = {},
): string {
  const line = (cell: (column: Column<Row>, width: number) => string) =>
    `${columns
      .map((column, index) => cell(column, widths[index] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd()}\n`;
  const fit = (text: string, width: number, { align = 'left' }: Column<Row>) => fitCell(text, width, align);
  const titles = title ? line((column, width) => paintTitle(fit(column.title, width, column))) : '';
  return (
    titles +
    rows
      .map((row) =>
        line((column, width) => {
          const cell = fit(toPlain(column.value(row)), width, column);
          return column.paint ? column.paint(cell, row) : cell;
        }),
      )
      .join('')
  );
}

/** A whole table at once. */
export function renderTable<Row>(
  columns: Column<Row>[],
  rows: Row[],
  { width, paintTitle }: { width: number | undefined; paintTitle?: (text: string) => string },
): string {
  return renderRows(layOut(columns, rows, width), rows, paintTitle ? { paintTitle } : {});
}
