import type { FailureType } from '../domain/failures.js';
import type { PartCounts } from '../domain/sync.js';
import { failureOf } from './failure-of.js';
import type { InventoryReading } from './read-inventory.js';
import type { SyncSteps } from './sync-activities.js';
import type { SyncTicket } from './sync-ticket.js';

/** Pages read before all users are asked for in one call, which costs no more than one page. */
const firstPages = 10;

/** Pages of one step afterwards, when the whole answer could not be had: a minute or two under Retool's rate limit. */
const pagesPerStep = 200;

/** Failures after which pages may still work: the answer was too large, too slow, refused or cut short. */
const wholeMayFailBy: readonly FailureType[] = [
  'RetoolUnreachableError',
  'RetoolTimeoutError',
  'RetoolUnavailableError',
  'RetoolNotUnderstoodError',
  'RetoolRejectedError',
  'StepTimedOutError',
];

type OnProgress = (progress: Pick<SyncTicket, 'users' | 'userReading'>) => void;

/** What was read: the parts that were staged, and how many users the last complete reading among them had. */
interface UsersRead {
  parts: PartCounts;
  users: number;
}

/**
 * Reads the users of an account into staging: pages of 100; if more follow page ten, whole in one call; if that fails,
 * page by page from where the pages ended. The parts may overlap: the comparison takes each user once.
 */
export async function readUsers(
  steps: SyncSteps,
  { accountId, runId, paging, prefer }: InventoryReading,
  onProgress: OnProgress,
): Promise<UsersRead> {
  const run = { accountId, runId };
  if (!paging) {
    onProgress({ users: null, userReading: 'whole' });
    const { users } = await steps.readAllUsers({ ...run, part: 1, pagesPossible: false });
    return { parts: { 1: users }, users };
  }
  const first = await steps.readUserPages(
    { ...run, part: 1, fromToken: null, maxPages: firstPages, usersBefore: 0 },
    1,
  );
  if (first.nextToken === null) return { parts: { 1: first.users }, users: first.users };
  if (prefer === 'whole') {
    onProgress({ users: first.users, userReading: 'whole' });
    const users = await tryReadAllUsers(steps, { ...run, part: 2, pagesPossible: true });
    if (users !== undefined) return { parts: { 1: first.users, 2: users }, users };
  }
  return await readFollowingPages(steps, run, { users: first.users, fromToken: first.nextToken }, onProgress);
}

/** Gives undefined when the whole answer could not be had, but pages may. */
async function tryReadAllUsers(
  steps: SyncSteps,
  input: Parameters<SyncSteps['readAllUsers']>[0],
): Promise<number | undefined> {
  try {
    return (await steps.readAllUsers(input)).users;
  } catch (error) {
    const known = failureOf(error);
    if (known && wholeMayFailBy.includes(known.failure)) return undefined;
    throw error;
  }
}

async function readFollowingPages(
  steps: SyncSteps,
  run: { accountId: string; runId: string },
  first: { users: number; fromToken: string },
  onProgress: OnProgress,
): Promise<UsersRead> {
  const parts: PartCounts = { 1: first.users };
  let users = first.users;
  let fromToken: string | null = first.fromToken;
  for (let part = 2, page = firstPages + 1; fromToken !== null; part++, page += pagesPerStep) {
    onProgress({ users, userReading: 'pages' });
    const input = { ...run, part, fromToken, maxPages: pagesPerStep, usersBefore: users };
    const read = await steps.readUserPages(input, page);
    parts[part] = read.users;
    users += read.users;
    fromToken = read.nextToken;
  }
  return { parts, users };
}
