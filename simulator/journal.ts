/** One call as it was received and answered. Never holds a token. */
export interface JournalEntry {
  /** Counts up from 1 over all accounts. */
  number: number;
  at: string;
  /** The organization that was addressed; undefined on the shared gateway without a valid token. */
  account: string | undefined;
  method: string;
  /** Below `/api/v2`, without query and trailing slash; whole where the call was not below it. */
  path: string;
  /** The endpoint that was meant: the path with `:name` for its ids. Undefined for what is no endpoint. */
  template: string | undefined;
  query: Record<string, unknown>;
  /** The JSON sent with the call. */
  body?: unknown;
  /** Label of the token, or why there is none. */
  token: string | 'none' | 'unknown' | 'revoked';
  /** Undefined when the connection was cut before an answer. */
  status: number | undefined;
  /** Points, or calls, it cost of the rate limit. */
  cost: number;
  rows: number;
  bytes: number;
  durationMs: number;
  /** Kinds of the faults that were played on it. */
  faults: string[];
}

export interface JournalFilter {
  account?: string | undefined;
  method?: string | undefined;
  path?: string | undefined;
  template?: string | undefined;
  /** Only entries with a higher number. */
  after?: number | undefined;
}

export interface Journal {
  /** The newest calls, oldest first. A call appears when its answer has ended. */
  entries(filter?: JournalFilter): JournalEntry[];
  clear(): void;
}

/** Keeps the newest `capacity` calls. */
export class CallJournal implements Journal {
  private list: JournalEntry[] = [];
  private lastNumber = 0;
  private readonly capacity: number;

  constructor(capacity = 20_000) {
    this.capacity = capacity;
  }

  nextNumber(): number {
    this.lastNumber += 1;
    return this.lastNumber;
  }

  add(entry: JournalEntry): void {
    this.list.push(withoutTokens(entry));
    if (this.list.length > this.capacity * 1.5) this.list = this.list.slice(-this.capacity);
  }

  entries(filter: JournalFilter = {}): JournalEntry[] {
    const { account, method, path, template, after = 0 } = filter;
    return this.list
      .slice(-this.capacity)
      .filter(
        (entry) =>
          entry.number > after &&
          (account === undefined || entry.account === account) &&
          (method === undefined || entry.method === method) &&
          (path === undefined || entry.path === path) &&
          (template === undefined || entry.template === template),
      );
  }

  clear(): void {
    this.list = [];
  }
}

const tokenShape = /retool_[0-9a-z]{20,}/gi;

/** A token can be sent by mistake in a path, a query or a body; it is not kept there either. */
function withoutTokens(entry: JournalEntry): JournalEntry {
  const text = JSON.stringify(entry);
  const cleaned = text.replace(tokenShape, '(token)');
  return cleaned === text ? entry : (JSON.parse(cleaned) as JournalEntry);
}
