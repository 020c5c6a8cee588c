import { licenceNames, licenceReasons } from '../../domain/licence.js';
import type { ListedUser } from '../../store/users.js';
import type { CliContext } from '../context.js';
import type { Listing } from '../output/listing.js';
import { formatDay } from '../output/time.js';

/** Users as `steward users` shows them. */
export function userListing({ terminal, zone }: CliContext): Listing<ListedUser> {
  const { colours } = terminal;
  const dimDisabled = (text: string, { status }: ListedUser) => (status === 'disabled' ? colours.dim(text) : text);
  return {
    columns: [
      { title: 'user', value: ({ email }) => email, minWidth: 12, paint: dimDisabled },
      { title: 'account', value: ({ accountName }) => accountName, optional: 2, minWidth: 8 },
      { title: 'status', value: ({ status }) => status, paint: dimDisabled },
      { title: 'role', value: describeRole, minWidth: 5 },
      { title: 'licence', value: describeLicence, minWidth: 13 },
      { title: 'last visit', value: ({ lastActive }) => (lastActive ? formatDay(lastActive, zone) : 'never') },
      { title: 'groups', value: ({ groups }) => withoutAllUsers(groups).join(', '), minWidth: 8, optional: 4 },
    ],
    fields: {
      account: ({ accountName }) => accountName,
      id: ({ id }) => id,
      email: ({ email }) => email,
      firstName: ({ firstName }) => firstName,
      lastName: ({ lastName }) => lastName,
      status: ({ status }) => status,
      role: ({ role }) => role,
      groupAdminOf: ({ groupAdminOf }) => groupAdminOf,
      groups: ({ groups }) => groups,
      licence: ({ licence }) => licence,
      licenceRule: ({ licenceRule }) => licenceRule,
      licenceReason: ({ licenceRule }) => licenceReasons[licenceRule],
      licenceConfidence: ({ licenceConfidence }) => licenceConfidence,
      userType: ({ userType }) => userType,
      seatType: ({ seatType }) => seatType,
      twoFactorAuthEnabled: ({ twoFactorAuthEnabled }) => twoFactorAuthEnabled,
      createdAt: ({ createdAt }) => createdAt,
      lastActive: ({ lastActive }) => lastActive,
    },
  };
}

/** Such as: user, admin of Finance. */
function describeRole({ role, groupAdminOf }: ListedUser): string {
  return groupAdminOf.length > 0 ? `${role}, admin of ${groupAdminOf.join(', ')}` : role;
}

/** Such as: Builder · a group lets them edit. A guess says so. */
function describeLicence({ licence, licenceRule, licenceConfidence }: ListedUser): string {
  if (licence === null) return 'none';
  const guess = licenceConfidence === 'low' ? ', unsure' : '';
  return `${licenceNames[licence]} · ${licenceReasons[licenceRule]}${guess}`;
}

/** Everybody is in All Users: it tells nothing. */
function withoutAllUsers(groups: string[]): string[] {
  return groups.filter((name) => name.toLowerCase() !== 'all users');
}
