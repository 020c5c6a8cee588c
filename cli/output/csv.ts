import { stringify } from 'csv-stringify/sync';

/**
 * A value of one field, as it is given to programs. CSV has instants as ISO 8601 in UTC, lists joined by "; ", objects
 * as JSON.
 */
export type FieldValue = string | number | boolean | null | Date | string[] | Record<string, unknown>;

/**
 * Rows as CSV (RFC 4180, with line feeds). A text that a spreadsheet would take for a formula gets an apostrophe in front: names in
 * Retool are free text.
 */
export function renderCsv(rows: FieldValue[][]): string {
  return stringify(
    rows.map((row) => row.map(toCell)),
    { escape_formulas: true },
  );
}

function toCell(value: FieldValue): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join('; ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
