import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { RetoolCall } from './call.js';
import { parseReceived } from './parse-received.js';
import { receivedUser, toUser, type RetoolUser } from './received-user.js';
import type { ListEnd } from './requests.js';
import { RetoolNotUnderstoodError } from './retool-error.js';

export interface UsersPage {
  users: RetoolUser[];
  /** Null on the last page. */
  nextToken: string | null;
  /** The answer ignored `limit` and holds more: an old version that has no pages. */
  wholeAnswer: boolean;
  /** Whether the answer has `seat_type`; undefined when it has no users. */
  hasSeatType: boolean | undefined;
}

export interface PageOptions {
  /** 1 to 100. */
  limit: number;
  nextToken?: string | null;
  signal?: AbortSignal | undefined;
}

export interface PagesOptions extends PageOptions {
  /** After so many pages the reading ends, and the last page says where to go on. Default: none. */
  maxPages?: number;
}

/** A page as it came, read no further than to know where to go on. */
export interface ReceivedPage {
  call: RetoolCall;
  items: unknown[][];
  nextToken: string | null;
}

const userList = z.array(receivedUser);

/** Pages until the last, each user once; the next page is asked for as soon as its token is known. */
export async function* readPages(
  receivePage: (options: PageOptions) => Promise<ReceivedPage>,
  { maxPages = Infinity, ...options }: PagesOptions,
): AsyncGenerator<UsersPage> {
  const tokens = new Set<string>();
  const seen = new Set<string>();
  const givenUp = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, givenUp.signal]) : givenUp.signal;
  const ask = (nextToken: string | null): Promise<ReceivedPage> => {
    if (nextToken !== null) tokens.add(nextToken);
    const asked = receivePage({ ...options, nextToken, signal });
    // It is awaited in the next turn, or given up.
    asked.catch(() => undefined);
    return asked;
  };
  let asked: Promise<ReceivedPage> | undefined = ask(options.nextToken ?? null);
  try {
    for (let pages = 1; asked; pages++) {
      const received: ReceivedPage = await asked;
      const { call, nextToken } = received;
      if (nextToken !== null && tokens.has(nextToken)) throw endlessPages(call, 'next_token came again');
      asked = nextToken !== null && pages < maxPages ? ask(nextToken) : undefined;
      // The request leaves before this page is looked at, which takes a while.
      if (asked) await nextTurn();
      const page = toPage(received);
      const users = page.users.filter(({ id }) => !seen.has(id) && seen.add(id));
      if (nextToken !== null && users.length === 0) throw endlessPages(call, 'a page without anybody new');
      yield { ...page, users };
    }
  } finally {
    givenUp.abort();
  }
}

/** @throws RetoolNotUnderstoodError */
export function toUsers(call: RetoolCall, items: unknown[]): { users: RetoolUser[]; hasSeatType: boolean } {
  const received = parseReceived(call, 200, userList, items, 'data');
  return { users: received.map(toUser), hasSeatType: received.some((user) => user.seat_type !== undefined) };
}

/** @throws RetoolNotUnderstoodError */
export function toPage({ call, items, nextToken }: ReceivedPage): UsersPage {
  const users: RetoolUser[] = [];
  let hasSeatType: boolean | undefined;
  for (const batch of items.map((some) => toUsers(call, some))) {
    users.push(...batch.users);
    hasSeatType = hasSeatType === true || batch.hasSeatType;
  }
  const wholeAnswer = nextToken === null && users.length > Number(call.query?.['limit']);
  return { users, nextToken, wholeAnswer, hasSeatType };
}

/** Null after the last page. @throws RetoolNotUnderstoodError when there are more and it is not said where */
export function nextTokenOf(call: RetoolCall, { hasMore, nextToken, status }: ListEnd): string | null {
  const more = hasMore ?? nextToken !== null;
  if (more && nextToken === null)
    throw new RetoolNotUnderstoodError(call, 'paging', status, 'has_more without next_token');
  if (more && nextToken === call.query?.['next_token']) throw endlessPages(call, 'next_token came again');
  return more ? nextToken : null;
}

function endlessPages(call: RetoolCall, where: string): RetoolNotUnderstoodError {
  return new RetoolNotUnderstoodError(call, 'paging', 200, where);
}
