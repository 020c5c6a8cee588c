/** A piece of a body and how many rows of a list end in it. */
export interface Piece {
  text: string | Buffer;
  rows: number;
}

/** What an endpoint answers; sent piece by piece. Without pieces there is no body and no content type. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  contentType?: string;
  pieces: Piece[] | Iterable<Piece>;
}

const json = 'application/json; charset=utf-8';

/** `{"success":true,"data":…}` around the text of one object, whole or in pieces. */
export function single(data: string | Buffer[], status = 200): Answer {
  if (typeof data === 'string') {
    return { status, contentType: json, pieces: [{ text: `{"success":true,"data":${data}}`, rows: 0 }] };
  }
  const texts = ['{"success":true,"data":', ...data, '}'];
  return { status, contentType: json, pieces: texts.map((text) => ({ text, rows: 0 })) };
}

/** JSON text without the envelope, as a few endpoints answer. */
export function bare(text: string, status = 200): Answer {
  return { status, contentType: json, pieces: [{ text, rows: 0 }] };
}

/** JSON outside of the API, without the envelope. */
export function plain(value: unknown, status = 200): Answer {
  return bare(JSON.stringify(value), status);
}

export interface ListEnd {
  totalCount: number;
  nextToken: string | null;
}

/** A list of rows that are text: joined by the hundred, so that latency can be spread over them. */
export function textList(rows: readonly string[], end: ListEnd = { totalCount: rows.length, nextToken: null }): Answer {
  const pieces = textPieces(rows, end);
  return { status: 200, contentType: json, pieces: rows.length > step ? pieces : [...pieces] };
}

const step = 100;

function* textPieces(rows: readonly string[], end: ListEnd): Generator<Piece> {
  let head = '{"success":true,"data":[';
  for (let start = 0; start + step < rows.length; start += step) {
    yield { text: head + rows.slice(start, start + step).join(','), rows: step };
    head = ',';
  }
  const rest = rows.length % step || Math.min(step, rows.length);
  yield { text: head + rows.slice(rows.length - rest).join(',') + renderEnd(end), rows: rest };
}

/** A list of rows that come in pieces themselves. */
export function piecedList(rows: readonly Buffer[][]): Answer {
  return { status: 200, contentType: json, pieces: rowPieces(rows) };
}

function* rowPieces(rows: readonly Buffer[][]): Generator<Piece> {
  yield { text: '{"success":true,"data":[', rows: 0 };
  for (const [index, pieces] of rows.entries()) {
    if (index > 0) yield { text: ',', rows: 0 };
    for (const [at, text] of pieces.entries()) yield { text, rows: at === pieces.length - 1 ? 1 : 0 };
  }
  yield { text: renderEnd({ totalCount: rows.length, nextToken: null }), rows: 0 };
}

function renderEnd({ totalCount, nextToken }: ListEnd): string {
  const fields = { total_count: totalCount, next_token: nextToken, has_more: nextToken !== null };
  return `],${JSON.stringify(fields).slice(1)}`;
}

/** 204: no body and no content type. */
export const noContent: Answer = { status: 204, pieces: [] };

/** `{"success":false,"message":…}`. */
export function refusal(status: number, message: string, headers: Record<string, string> = {}): Answer {
  const text = JSON.stringify({ success: false, message });
  return { status, headers, contentType: json, pieces: [{ text, rows: 0 }] };
}

/** An HTML page, as proxies and unknown paths answer. */
export function page(status: number, html: string, headers: Record<string, string> = {}): Answer {
  return { status, headers, contentType: 'text/html; charset=utf-8', pieces: [{ text: html, rows: 0 }] };
}

/** Thrown by endpoints to end a call with a refusal. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.answer = refusal(status, message);
  }
}
