import { licenceNames } from '../../domain/licence.js';
import type { Exclusion } from '../../domain/policy/policy.js';
import type { Orphan } from '../../store/orphans.js';
import type { CliContext } from '../context.js';
import type { Listing } from '../output/listing.js';
import { formatDay } from '../output/time.js';

/** An orphan, with the exclusion that explains it. */
export type ListedOrphan = Orphan & { exclusion: Exclusion | undefined };

/** Users whom HR does not account for, as `steward people --orphans` shows them. */
export function orphanListing({ zone }: CliContext): Listing<ListedOrphan> {
  return {
    columns: [
      { title: 'user', value: ({ email }) => email, minWidth: 12 },
      { title: 'account', value: ({ accountName }) => accountName, minWidth: 8, optional: 2 },
      { title: 'why', value: (orphan) => describeClass(orphan, zone), minWidth: 12 },
      { title: 'person', value: ({ personKey }) => personKey ?? '', optional: 1 },
      { title: 'licence', value: ({ licence }) => (licence === null ? 'none' : licenceNames[licence]), optional: 3 },
      { title: 'last visit', value: ({ lastActive }) => (lastActive ? formatDay(lastActive, zone) : 'never') },
    ],
    fields: {
      account: ({ accountName }) => accountName,
      id: ({ userId }) => userId,
      email: ({ email }) => email,
      class: (orphan) => orphan.class,
      person: ({ personKey }) => personKey,
      matchedBy: ({ matchedBy }) => matchedBy,
      leftAt: ({ leftAt }) => leftAt,
      excludedUntil: ({ exclusion }) => exclusion?.expiresOn ?? null,
      exclusionReason: ({ exclusion }) => exclusion?.reason ?? null,
      exclusionOwner: ({ exclusion }) => exclusion?.owner ?? null,
      licence: ({ licence }) => licence,
      lastActive: ({ lastActive }) => lastActive,
    },
  };
}

function describeClass({ class: why, leftAt, exclusion, matchedBy }: ListedOrphan, zone: string): string {
  const excluded = exclusion ? ` · excluded until ${exclusion.expiresOn}: ${exclusion.reason}` : '';
  switch (why) {
    case 'leaver': {
      const former = matchedBy === 'former-email' ? ', by a former address' : '';
      return `left ${leftAt ? formatDay(leftAt, zone) : ''}${former}${excluded}`;
    }
    case 'several-users':
      return 'one of several users of one person';
    case 'excluded':
      return `excluded until ${exclusion?.expiresOn ?? ''}: ${exclusion?.reason ?? ''}`;
    case 'external':
      return 'external';
    case 'not-in-hr':
      return 'not in HR';
  }
}
