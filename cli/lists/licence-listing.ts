import { type Licence, licenceNames } from '../../domain/licence.js';
import type { LicenceSummaries, LicenceSummary, SeatCount } from '../../store/licences.js';
import { formatCount, formatShare } from '../output/count.js';
import type { Listing } from '../output/listing.js';

/** One line of the sum: a kind of licence in an account, or in all of them. */
export interface LicenceRow extends SeatCount {
  /** Null for the sum over all accounts. */
  account: string | null;
  /** `seats`: all who take one. */
  licence: Licence | 'seats' | 'disabled';
}

/** The sums as rows: each account, then all together where there is more than one. */
export function toLicenceRows({ accounts, total }: LicenceSummaries): LicenceRow[] {
  const rows = accounts.flatMap(({ accountName, summary }) => toRows(accountName, summary));
  return accounts.length > 1 ? [...rows, ...toRows(null, total)] : rows;
}

function toRows(account: string | null, summary: LicenceSummary): LicenceRow[] {
  const kinds = ['builder', 'standard', 'external', 'seats'] as const;
  return [
    ...kinds.map((licence) => ({ account, licence, ...summary[licence] })),
    { account, licence: 'disabled', users: summary.disabled, inactive30: 0, inactive90: 0 },
  ];
}

const rowNames: Record<LicenceRow['licence'], string> = { ...licenceNames, seats: 'all seats', disabled: 'disabled' };

function describeInactive({ licence, users }: LicenceRow, inactive: number): string {
  return licence === 'disabled' ? '' : `${formatCount(inactive)} · ${formatShare(inactive, users)}`;
}

function shareOf({ licence, users }: LicenceRow, inactive: number): number | null {
  return licence === 'disabled' || users === 0 ? null : Math.round((inactive / users) * 1000) / 1000;
}

export const licenceListing: Listing<LicenceRow> = {
  columns: [
    // The name once, above its licences.
    { title: 'account', value: ({ account, licence }) => (licence === 'builder' ? (account ?? 'all accounts') : '') },
    { title: 'licence', value: ({ licence }) => rowNames[licence] },
    { title: 'users', value: ({ users }) => formatCount(users), align: 'right' },
    { title: 'inactive 30 days', value: (row) => describeInactive(row, row.inactive30), align: 'right' },
    { title: 'inactive 90 days', value: (row) => describeInactive(row, row.inactive90), align: 'right' },
  ],
  fields: {
    account: ({ account }) => account,
    licence: ({ licence }) => licence,
    users: ({ users }) => users,
    inactive30: ({ licence, inactive30 }) => (licence === 'disabled' ? null : inactive30),
    inactive90: ({ licence, inactive90 }) => (licence === 'disabled' ? null : inactive90),
    inactive30Share: (row) => shareOf(row, row.inactive30),
    inactive90Share: (row) => shareOf(row, row.inactive90),
  },
};
