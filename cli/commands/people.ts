import { type Command, InvalidArgumentError, Option } from 'commander';
import { personStatuses } from '../../store/people-list.js';
import { type OrphanClass, orphanClasses } from '../../store/orphans.js';
import type { CliContext } from '../context.js';
import { collect } from '../input/collect.js';
import { wholeNumber } from '../input/number.js';
import { withPaging } from '../lists/paging.js';
import { withFormats } from '../output/format.js';

/** They choose among people; the other lists are of users. */
const filtersOfPeople = ['status', 'attention', 'unmatched'];

/** `steward people …` and `steward person`: what HR says of people, against what Retool has. */
export function registerPeople(program: Command, context: CliContext): void {
  const people = program
    .command('people')
    .description('list people as HR has them, or users whom HR does not account for')
    .addOption(new Option('--status <status>', 'only those who stand so').choices(personStatuses))
    .option('--attention', 'only those of whom somebody has to decide something')
    .addOption(new Option('--unmatched', 'who works here and has no user in any account').conflicts('status'))
    .addOption(
      new Option('--orphans', 'users who can sign in and whom HR does not account for').conflicts([
        ...filtersOfPeople,
        'leaversWithAccess',
      ]),
    )
    .addOption(
      new Option('--leavers-with-access', 'users who can sign in although the person has left').conflicts(
        filtersOfPeople,
      ),
    )
    .option('--class <classes>', 'with --orphans: of these classes only, with commas', collectClasses)
    .option('--account <names>', 'users of these accounts only, with commas', collect);
  withFormats(withPaging(people))
    .addHelpText('after', guide)
    .action(async (options) => (await import('../people/list-people.js')).listPeople(context, options));
  registerDeciding(people, context);
  registerImport(people, context);
  program
    .command('person <person>')
    .description('show one person, by key or email: what HR says, what Retool says, runs, what is to be decided')
    .option('--json', 'print JSON')
    .action(async (person: string, options) =>
      (await import('../people/show-person.js')).showPerson(context, person, options),
    );
}

function registerDeciding(people: Command, context: CliContext): void {
  people
    .command('settle <person>')
    .description('decide what facts left open about a person; steward person lists it')
    .requiredOption('--question <number>', 'which one, by its number', wholeNumber({ from: 1, to: 100 }))
    .addOption(new Option('--apply', 'let it count').conflicts('ignore'))
    .option('--ignore', 'let nothing follow from it')
    .requiredOption('--reason <text>', 'why, for the record')
    .action(async (person: string, options) =>
      (await import('../people/settle-person.js')).settlePerson(context, person, options),
    );
  people
    .command('join <person>')
    .description('say that two are one person: everything said of the first is said of the second')
    .requiredOption('--into <person>', 'who stays')
    .requiredOption('--reason <text>', 'why, for the record')
    .action(async (person: string, options) =>
      (await import('../people/join-person.js')).joinPerson(context, person, options),
    );
}

function registerImport(people: Command, context: CliContext): void {
  people
    .command('import <file>')
    .description('take in a full list of people, from a CSV file, - or a URL: what is new counts as if HR had sent it')
    .option('--connection <name>', 'which list this is', 'roster')
    .option('--dry-run', 'say what would follow, and change nothing')
    .option('--every <interval>', 'fetch the list at this URL again and again: 6h, 1d; "off" ends it')
    .addOption(
      new Option('--absence <meaning>', 'what it means to be missing from this list, from now on').choices([
        'asks',
        'ends',
      ]),
    )
    .option('--with-leavers', 'also people who left before today and were never known here')
    .option('--accept-losses', 'take a list although many people are missing from it')
    .addHelpText('after', importGuide)
    .action(async (file: string, options) =>
      (await import('../people/import-roster.js')).importRoster(context, file, options),
    );
}

function collectClasses(text: string, sofar: OrphanClass[] | undefined): OrphanClass[] {
  return collect(text, sofar).map((name) => {
    const found = orphanClasses.find((known) => known === name);
    if (!found) throw new InvalidArgumentError(`Allowed choices are ${orphanClasses.join(', ')}.`);
    return found;
  });
}

const guide = `
Classes of --orphans: leaver (the person has left), several-users (one of several of one person), excluded (the
policy says who answers for it, and until when), external (of another company), not-in-hr (nobody knows why).

Examples:
  $ steward people --attention
  $ steward people --orphans --class not-in-hr,leaver --csv
  $ steward people --leavers-with-access`;

const importGuide = `
Columns: id (lasting, never the email), email, employee_number, first_name, last_name, status (pending, active,
leave, ended, cancelled), start_date, last_day, department, title, employment_type, location, country, cost_center,
manager_email, time_zone, custom.NAME and others: see docs/people.md.

Examples:
  $ steward people import people.csv --connection acme-roster --dry-run
  $ steward people import people.csv --connection acme-roster
  $ steward people import https://hr.acme.example/people.csv?key=… --connection acme-roster --every 6h`;
