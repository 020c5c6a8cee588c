import type { Command } from 'commander';
import { summarizeLicences } from '../../store/licences.js';
import type { CliContext } from '../context.js';
import { collect } from '../input/collect.js';
import { toAccountFilter } from '../lists/account-filter.js';
import { describeAsOf, toAsOfRecord } from '../lists/as-of.js';
import { licenceListing, toLicenceRows } from '../lists/licence-listing.js';
import { formatCounted } from '../output/count.js';
import { type FormatOptions, withFormats } from '../output/format.js';
import { createListWriter } from '../output/listing.js';

type LicencesOptions = FormatOptions & { account?: string[] };

/** `steward licences`: seats per account and in all, and how many of them nobody uses. */
export function registerLicences(program: Command, context: CliContext): void {
  const licences = program
    .command('licences')
    .description('sum up licences per account and in all, with the share inactive for 30 and 90 days')
    .option('--account <names>', 'of these accounts only, with commas', collect);
  withFormats(licences)
    .addHelpText('after', guide)
    .action((options) => printLicences(context, options));
}

const guide = `
Our words and Retool's:
  Builder        Retool's Builder; until 2025 its "Standard user". seat_type builder
  Standard User  Retool's Internal user; until 2025 its "End user". seat_type internalUser
  External User  Retool's External user. seat_type externalUser
Each user's licence has a reason: steward users. Where Retool tells no seat type, it is judged by role, user type
and groups, towards the cheaper seat. Disabled users take no seat. Inactive: no visit for so many days; somebody
who never came counts from the day they were created.

Example:
  $ steward licences --json`;

async function printLicences(context: CliContext, options: LicencesOptions): Promise<void> {
  const { terminal, now, zone } = context;
  const { db } = await context.database();
  const accounts = await toAccountFilter(context, options.account);
  const summaries = await summarizeLicences(db, { accounts, now: now() });
  const writer = createListWriter(terminal, licenceListing, options);
  await writer.rows(toLicenceRows(summaries));
  const asOf = summaries.accounts;
  await writer.end({ asOf: toAsOfRecord(asOf), footer: ['', describeAsOf(asOf, now(), zone)] });
  const { lowConfidence } = summaries.total;
  if (lowConfidence > 0) {
    terminal.say(
      `${formatCounted(lowConfidence, 'licence')} little better than a guess: see them with steward users, marked "unsure".`,
    );
  }
}
