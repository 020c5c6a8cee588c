/** Somebody whom a file names to leave. */
export interface NamedLeaver {
  /** Counted from 1. */
  line: number;
  /** Work email, in lower case, or person key. */
  name: string;
  reason: string | null;
}

/** What is wrong with a line, without its text: errors name nobody. */
export interface LineProblem {
  line: number;
  what: string;
}

export interface ParsedLeavers {
  leavers: NamedLeaver[];
  problems: LineProblem[];
  /** Lines that name somebody again. */
  repeated: { line: number; first: number }[];
}

/** Names of the column that says who leaves; others are read for `reason`, or not at all. */
const personColumns = ['email', 'e-mail', 'work email', 'work_email', 'email address', 'person', 'key', 'leaver'];

/**
 * Reads a list of leavers: an email or a person key a line, or CSV with these in a column, and a reason in another. Empty
 * lines and those that begin with # are passed by.
 */
export function parseLeavers(text: string): ParsedLeavers {
  const parsed: ParsedLeavers = { leavers: [], problems: [], repeated: [] };
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ line: index + 1, content: content.trim() }))
    .filter(({ content }) => content !== '' && !content.startsWith('#'));
  const separator = separatorOf(lines[0]?.content ?? '');
  const rows = lines.map(({ line, content }) => ({ line, fields: splitFields(content, separator) }));
  const header = headerOf(rows[0]?.fields);
  for (const row of header ? rows.slice(1) : rows) readRow(parsed, row, header);
  return parsed;
}

interface Header {
  person: number;
  reason: number;
}

interface Row {
  line: number;
  /** Undefined when quotes do not end. */
  fields: string[] | undefined;
}

function readRow({ leavers, problems, repeated }: ParsedLeavers, { line, fields }: Row, header: Header | undefined) {
  const problem = (what: string) => void problems.push({ line, what });
  if (!fields) return problem('a quote does not end: a text stands on one line');
  if (!header && fields.length > 2) {
    return problem(
      'more than two columns: put a text with separators in quotes, or name the columns in the first line',
    );
  }
  const named = fields[header?.person ?? 0] ?? '';
  const name = named.includes('@') ? named.toLowerCase() : named;
  if (!isEmail(name) && !isKey(name)) return problem('neither an email address nor a person key');
  const reason = fields[header?.reason ?? 1] || null;
  const earlier = leavers.find((leaver) => leaver.name === name);
  if (!earlier) return void leavers.push({ line, name, reason });
  if (reason !== null && earlier.reason !== null && reason !== earlier.reason) {
    return problem(`the same person as in line ${earlier.line}, with another reason`);
  }
  earlier.reason ??= reason;
  repeated.push({ line, first: earlier.line });
}

function separatorOf(firstLine: string): string {
  const unquoted = firstLine.replaceAll(/"[^"]*"/g, '');
  return [';', '\t'].find((separator) => unquoted.includes(separator)) ?? ',';
}

/** The fields of a line, trimmed; quotes as RFC 4180 has them. */
function splitFields(content: string, separator: string): string[] | undefined {
  const fields = [''];
  let isQuoted = false;
  for (let at = 0; at < content.length; at++) {
    const letter = content.charAt(at);
    const field = fields.length - 1;
    if (letter === '"' && isQuoted && content.charAt(at + 1) === '"') {
      fields[field] += letter;
      at += 1;
    } else if (letter === '"' && (isQuoted || fields[field]?.trim() === '')) {
      isQuoted = !isQuoted;
    } else if (letter === separator && !isQuoted) {
      fields.push('');
    } else {
      fields[field] += letter;
    }
  }
  return isQuoted ? undefined : fields.map((field) => field.trim());
}

/** Undefined when the first line names somebody already. */
function headerOf(fields: string[] | undefined): Header | undefined {
  const names = fields?.map((field) => field.toLowerCase()) ?? [];
  const person = names.findIndex((name) => personColumns.includes(name));
  return person < 0 ? undefined : { person, reason: names.indexOf('reason') };
}

function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) && text.length <= 320;
}

function isKey(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);
}
