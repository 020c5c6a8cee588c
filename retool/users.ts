import { z } from 'zod';
import type { RetoolCall } from './call.js';
import type { SplitPiece } from './list-splitter.js';
import { receivedUser, toUser, type RetoolUser } from './received-user.js';
import type { Requests } from './requests.js';
import {
  nextTokenOf,
  type PageOptions,
  type PagesOptions,
  readPages,
  type ReceivedPage,
  toPage,
  toUsers,
  type UsersPage,
} from './user-pages.js';
import { assertWhole } from './whole-list.js';

/** One user, with the names of their groups where those were asked for and the version knows them. */
export interface RetoolUserWithGroups extends RetoolUser {
  groups?: { id: number; name: string }[];
}

export interface NewUser {
  email: string;
  firstName: string;
  lastName: string;
  active?: boolean;
  userType?: string;
  seatType?: string;
  metadata?: Record<string, unknown>;
}

export interface Users {
  /** One page. Page on with `nextToken` and the same limit. */
  page(options: PageOptions): Promise<UsersPage>;
  /**
   * Pages until the last, each user once. A token that comes again, or a page without anybody new, is an error. The next
   * page is asked for while one is still being used.
   */
  pages(options: PagesOptions): AsyncGenerator<UsersPage>;
  /** Everybody in one call, in no order, in batches while the answer arrives. Throws when it is not whole. */
  all(signal?: AbortSignal): AsyncGenerator<RetoolUser[]>;
  get(
    id: string,
    options?: { includeGroups?: boolean; signal?: AbortSignal | undefined },
  ): Promise<RetoolUserWithGroups>;
  /**
   * Those whose email is the given one, compared again here, trimmed and without case. Retool may compare exactly:
   * no result does not prove that there is nobody.
   */
  find(email: string, signal?: AbortSignal): Promise<RetoolUser[]>;
  /** Not safe to repeat: on a conflict look the email up. */
  create(user: NewUser, signal?: AbortSignal): Promise<RetoolUser>;
  setActive(id: string, active: boolean, signal?: AbortSignal): Promise<RetoolUser>;
  /** Ends all sessions of the user. From 3.363 on. */
  logout(id: string, signal?: AbortSignal): Promise<void>;
  /** Works on plans with Named Seats. */
  setSeat(id: string, seatType: string | null, signal?: AbortSignal): Promise<RetoolUser>;
}

const userWithGroups = receivedUser.extend({
  groups: z.array(z.object({ id: z.number(), name: z.string() })).nullish(),
});
const list = { method: 'GET', template: '/users' } as const;
const one = '/users/{userId}';

export function createUsers({ read, discard, list: readList }: Requests): Users {
  async function* toBatches(call: RetoolCall, pieces: AsyncIterable<SplitPiece>): AsyncGenerator<RetoolUser[]> {
    for await (const piece of pieces) if (piece.kind === 'items') yield toUsers(call, piece.items).users;
  }

  /** A page as it came, read no further than to know where to go on. */
  async function receivePage({ limit, nextToken, signal }: PageOptions): Promise<ReceivedPage> {
    const call: RetoolCall = { ...list, query: { limit, next_token: nextToken }, signal };
    const { pieces, end } = readList(call);
    const items: unknown[][] = [];
    for await (const piece of pieces) if (piece.kind === 'items') items.push(piece.items);
    return { call, items, nextToken: nextTokenOf(call, end()) };
  }

  async function patch(id: string, path: string, value: unknown, signal?: AbortSignal): Promise<RetoolUser> {
    const body = { operations: [{ op: 'replace', path, value }] };
    const call: RetoolCall = { method: 'PATCH', template: one, params: { userId: id }, body, signal };
    return toUser(await read(call, receivedUser));
  }

  return {
    page: async (options) => toPage(await receivePage(options)),
    pages: (options) => readPages(receivePage, options),
    async *all(signal) {
      const call: RetoolCall = { ...list, signal };
      const { pieces, end } = readList(call);
      yield* toBatches(call, pieces);
      assertWhole(call, end());
    },
    async get(id, { includeGroups, signal } = {}) {
      const query = includeGroups ? { includeGroups } : {};
      const call: RetoolCall = { method: 'GET', template: one, params: { userId: id }, query, signal };
      const user = await read(call, userWithGroups);
      return { ...toUser(user), ...(user.groups && { groups: user.groups }) };
    },
    async find(email, signal) {
      const call: RetoolCall = { ...list, query: { email: email.trim() }, signal };
      const found: RetoolUser[] = [];
      const wanted = email.trim().toLowerCase();
      const { pieces, end } = readList(call);
      for await (const users of toBatches(call, pieces))
        found.push(...users.filter((user) => user.email.trim().toLowerCase() === wanted));
      assertWhole(call, end());
      return found;
    },
    async create({ email, firstName, lastName, active, userType, seatType, metadata }, signal) {
      const names = { email, first_name: firstName, last_name: lastName };
      const body = { ...names, active, metadata, user_type: userType, seat_type: seatType };
      return toUser(await read({ method: 'POST', template: '/users', body, signal }, receivedUser));
    },
    setActive: (id, active, signal) => patch(id, '/active', active, signal),
    setSeat: (id, seatType, signal) => patch(id, '/seat_type', seatType, signal),
    logout: (id, signal) =>
      discard({
        method: 'POST',
        template: '/users/{userId}/logout',
        params: { userId: id },
        body: {},
        signal,
      }),
  };
}
