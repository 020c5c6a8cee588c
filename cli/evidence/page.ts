/** A document that can be drawn as HTML and as Markdown: plain text only, drawing escapes it. */
export interface Page {
  title: string;
  /** The one sentence that counts. */
  verdict: string;
  sections: Section[];
}

export interface Section {
  title: string;
  blocks: Block[];
}

export type Block =
  | { kind: 'facts'; rows: [name: string, value: string][] }
  | { kind: 'table'; columns: string[]; rows: string[][] }
  | { kind: 'list'; items: string[] }
  | { kind: 'text'; text: string }
  /** Kept letter by letter. */
  | { kind: 'verbatim'; text: string };
