import { loadPolicy } from '../../config/policy-file.js';
import { findExclusion, isInForce } from '../../domain/policy/find-exclusion.js';
import { readHrConnectionNames } from '../../store/hr-connections.js';
import { type OrphanClass, orphanClasses, type OrphanPosition, listOrphans } from '../../store/orphans.js';
import { listPeople as readPeople, type PeopleFilter } from '../../store/people-list.js';
import { findScope } from '../../store/inventory-scope.js';
import type { CliContext } from '../context.js';
import { toAccountFilter } from '../lists/account-filter.js';
import { type PagingOptions, readPages } from '../lists/paging.js';
import { printPages } from '../lists/print-pages.js';
import type { FormatOptions } from '../output/format.js';
import { orphanListing } from './orphan-listing.js';
import { personListing } from './person-listing.js';

export type PeopleOptions = FormatOptions &
  PagingOptions &
  PeopleFilter & { orphans?: boolean; leaversWithAccess?: boolean; account?: string[]; class?: OrphanClass[] };

/** Lists people, or with `--orphans` or `--leavers-with-access` users whom HR does not account for. */
export async function listPeople(context: CliContext, options: PeopleOptions): Promise<void> {
  if (options.leaversWithAccess) return await printOrphans(context, options, ['leaver']);
  if (options.orphans) return await printOrphans(context, options, options.class ?? orphanClasses);
  const { db } = await context.database();
  const asOf = await findScope(db, undefined);
  const now = context.now();
  const pages = readPages(options, toKey, async (page) => {
    const { people: rows, next } = await readPeople(db, options, { ...page, now });
    return { rows, next, asOf };
  });
  const listing = personListing(context, await readHrConnectionNames(db));
  const count = await printPages(context, listing, options, pages, 'person');
  if (count === 0) context.terminal.say(whyNobody(options));
}

function whyNobody({ unmatched, attention, status }: PeopleFilter): string {
  if (unmatched) return everybodyMatched;
  if (attention) return 'Nothing about anybody waits for a decision.';
  return status ? `Nobody stands so: ${status}.` : nobody;
}

const nobody =
  'Nobody is known. HR systems tell of people: steward hr connection add NAME, or steward people import FILE.';

const everybodyMatched = 'Everybody whom HR knows to work here has a user in some account.';

function toKey(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

async function printOrphans(
  context: CliContext,
  options: PeopleOptions,
  classes: readonly OrphanClass[],
): Promise<void> {
  const { db } = await context.database();
  const { policy } = await loadPolicy(context.config().policy);
  const now = context.now();
  const exclusions = policy.exclusions.filter((exclusion) => isInForce(exclusion, now));
  const accounts = await toAccountFilter(context, options.account);
  const pages = readPages(options, toPosition, async (page) => {
    const { orphans, next, asOf } = await listOrphans(db, { accounts, classes, exclusions, now }, page);
    const rows = orphans.map((orphan) => ({
      ...orphan,
      exclusion: findExclusion(policy, { emails: [orphan.email], accountName: orphan.accountName, now }),
    }));
    return { rows, next, asOf };
  });
  const count = await printPages(context, orphanListing(context), options, pages, 'user');
  if (count === 0) context.terminal.say(whyNoOrphans(options));
}

function whyNoOrphans({ leaversWithAccess, class: classes, account }: PeopleOptions): string {
  if (leaversWithAccess) return 'Nobody who has left can sign in, as far as their users are known.';
  return classes || account ? 'There is no such user.' : 'HR accounts for everybody.';
}

function toPosition(value: unknown): OrphanPosition | undefined {
  const isPosition = Array.isArray(value) && value.length === 3 && value.every((part) => typeof part === 'string');
  return isPosition ? (value as OrphanPosition) : undefined;
}
