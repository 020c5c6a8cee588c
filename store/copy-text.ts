/** Rows in the text format of COPY: columns end in tabs, rows in newlines, null is `\N`. */

const special = /[\\\t\n\r\0]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\ufffd' };

/** PostgreSQL's text holds no NUL: it becomes the replacement character, as broken surrogates do. */
export function copyText(value: string | null): string {
  if (value === null) return '\\N';
  return special.test(value) ? value.replace(/[\\\t\n\r\0]/g, (character) => escapes[character] ?? '') : value;
}

export function copyBoolean(value: boolean | null): string {
  return value === null ? '\\N' : value ? 't' : 'f';
}

/** Whole numbers; anything else is unknown. */
export function copyInteger(value: number | null): string {
  return value !== null && Number.isSafeInteger(value) ? String(value) : '\\N';
}

const years = { first: Date.parse('0001-01-01'), end: Date.parse('9999-01-01') };

/** Instants as an API gives them. What is no date is unknown: one odd value must not spoil a whole chunk. */
export function copyInstant(value: string | null): string {
  return toInstant(value) ?? '\\N';
}

/** The same outside of COPY: null for what is no date. */
export function toInstant(value: string | null): string | null {
  const ms = Date.parse(value ?? '');
  return ms >= years.first && ms < years.end ? new Date(ms).toISOString() : null;
}
