import type { AccountId } from '../../domain/account.js';
import { longestShareMs, mayShare } from '../../domain/shared-lists.js';
import { RetoolForbiddenError } from '../../retool/retool-error.js';
import type { WithAccount } from '../account-opener.js';
import { type AccountLists, readLists } from './account-lists.js';

export interface ListSharing {
  /**
   * The lists of an account as the people of a batch share them.
   *
   * @param oldest lists that were begun by then are read anew; see `oldestShare`
   * @param signal ends the waiting for them
   */
  listsOf(key: { batchId: string; accountId: AccountId }, oldest: Date | null, signal: AbortSignal): AccountLists;
}

type Read<T> = (signal: AbortSignal) => Promise<T>;

interface SharedList<T> {
  /** By the clock of the database, before the first call. */
  beganAt: Promise<Date>;
  startedMs: number;
  value: Promise<T>;
  isEnded(): boolean;
  waiting: number;
  abort: AbortController;
}

/** Keeps lists for as long as they may be shared, within this process. One that nobody waits for any more is given up. */
export function createListSharing(deps: { withAccount: WithAccount; readClock(): Promise<Date> }): ListSharing {
  const kept = new Map<string, SharedList<unknown>>();

  function begin<T>(key: string, read: Read<T>): SharedList<T> {
    const list = startReading(deps.readClock, read);
    const drop = () => {
      if (kept.get(key) === list) kept.delete(key);
    };
    // That the token may not read it is an answer, too.
    list.value.catch((error: unknown) => (error instanceof RetoolForbiddenError ? undefined : drop()));
    list.abort.signal.addEventListener('abort', drop);
    setTimeout(drop, longestShareMs).unref();
    kept.set(key, list);
    return list;
  }

  async function share<T>(key: string, oldest: Date | null, read: Read<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      const found = kept.get(key) as SharedList<T> | undefined;
      const list = found ?? begin(key, read);
      const shared = await waiting(list, signal, async () => {
        if (!found || (await isShared(list, oldest))) return { value: await list.value };
        // One at a time: whoever comes while it is read shares the next one.
        await list.value.catch(() => undefined);
        return undefined;
      });
      if (shared) return shared.value;
      if (kept.get(key) === list) kept.delete(key);
    }
  }

  return {
    listsOf({ batchId, accountId }, oldest, signal) {
      const shared =
        <T>(name: keyof AccountLists, read: (lists: AccountLists) => Promise<T>) =>
        () =>
          share(
            `${batchId}/${accountId}/${name}`,
            oldest,
            (reading) =>
              deps.withAccount({ accountId, lane: 'people', signal: reading }, ({ client }) =>
                read(readLists(client, reading)),
              ),
            signal,
          );
      return {
        groups: shared('groups', (lists) => lists.groups()),
        invites: shared('invites', (lists) => lists.invites()),
        accessRequests: shared('accessRequests', (lists) => lists.accessRequests()),
        accessTokens: shared('accessTokens', (lists) => lists.accessTokens()),
        workflows: shared('workflows', (lists) => lists.workflows()),
      };
    },
  };
}

function startReading<T>(readClock: () => Promise<Date>, read: Read<T>): SharedList<T> {
  const abort = new AbortController();
  const beganAt = readClock();
  let isEnded = false;
  const readAll = async () => {
    try {
      await beganAt;
      return await read(abort.signal);
    } finally {
      isEnded = true;
    }
  };
  return {
    beganAt,
    startedMs: performance.now(),
    value: readAll(),
    isEnded: () => isEnded,
    waiting: 0,
    abort,
  };
}

async function isShared(list: SharedList<unknown>, oldest: Date | null): Promise<boolean> {
  const beganAt = await list.beganAt;
  return mayShare({ beganAt, ageMs: performance.now() - list.startedMs }, oldest);
}

/** Works with a list as one of those for whom it is read. */
async function waiting<T>(list: SharedList<unknown>, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  list.waiting += 1;
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    list.waiting -= 1;
    if (list.waiting === 0 && !list.isEnded()) list.abort.abort();
  }
}
