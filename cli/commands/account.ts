import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CliContext } from '../context.js';
import { collect } from '../input/collect.js';
import { wholeNumber } from '../input/number.js';
import { collectRateCosts } from '../input/rate-cost.js';
import { withFormats } from '../output/format.js';

/** `steward account …`: connecting Retool organizations and looking after them. What each does is loaded when asked for. */
export function registerAccount(program: Command, context: CliContext): void {
  const account = program.command('account').description('connect Retool organizations, look after them');
  registerAdd(account, context);
  registerLooking(account, context);
  registerChanging(account, context);
}

function registerAdd(account: Command, context: CliContext): void {
  const add = account
    .command('add <name>')
    .description('connect a Retool organization: probe its token, save it, start the first sync; for admins')
    .option('--host <host>', 'host of a self-hosted Retool or of one Cloud organization (default: Retool Cloud)')
    .option('--allow-http', 'accept plain http to another machine, where the token travels readable');
  withTiming(withToken(add))
    .option('--write', 'let lifecycle steps change the organization (default: read only)')
    .option('--token-owner <email>', 'the admin who created the token, where Retool does not tell')
    .option(
      '--internal-domains <domains>',
      'domains of your own people, with commas: others count as external',
      collect,
    )
    .addHelpText('after', addGuide)
    .action(async (name: string, options) =>
      (await import('../accounts/add-account.js')).addAccount(context, name, options),
    );
}

const addGuide = `
The token comes from Retool: Settings, Retool API. It needs users:read, groups:read and organization:read,
for --write also users:write and groups:write; access_tokens:read, workflows:read and permissions:all:write
let offboarding see and remove more. It is sealed before it is stored; with --token-env or
--token-file only the place is stored, and every worker must be able to read it.

Examples:
  $ steward account add acme-cloud --token-stdin < token.txt
  $ steward account add acme-onprem --host retool.acme.example --token-env ONPREM_TOKEN --every 15m
  $ steward account add acme-cloud --write --cron "0 6 * * 1-5" --time-zone Europe/Berlin`;

function registerLooking(account: Command, context: CliContext): void {
  withFormats(account.command('list').description('list the connected accounts')).action(async (options) =>
    (await import('../accounts/list-accounts.js')).listAccounts(context, options),
  );
  account
    .command('show <name>')
    .description('show what is known of an account, all but its token')
    .option('--json', 'print JSON')
    .action(async (name: string, options) =>
      (await import('../accounts/show-account.js')).showAccount(context, name, options),
    );
  account
    .command('test <name>')
    .description('probe an account, line by line; exit 1 when something it needs does not work')
    .option('--json', 'print JSON')
    .action(async (name: string, options) =>
      (await import('../accounts/test-account.js')).testAccount(context, name, options),
    );
}

function registerChanging(account: Command, context: CliContext): void {
  account
    .command('pause <name>')
    .description('stop syncing an account until it is resumed')
    .option('--reason <text>', 'why, for those who see it paused')
    .action(async (name: string, options) =>
      (await import('../accounts/pause-account.js')).pauseAccount(context, name, options),
    );
  account
    .command('resume <name>')
    .description('sync an account again')
    .action(async (name: string) => (await import('../accounts/pause-account.js')).resumeAccount(context, name));
  registerSet(account, context);
  withToken(
    account.command('rotate-token <name>').description('put a new token of the same organization in place; for admins'),
  )
    .option('--token-owner <email>', 'the admin who created the token, where Retool does not tell')
    .action(async (name: string, options) =>
      (await import('../accounts/rotate-token.js')).rotateToken(context, name, options),
    );
  account
    .command('remove <name>')
    .description(
      'forget an account with its token, inventory and change feed, for admins; Retool itself is not touched',
    )
    .option('--yes', 'do not ask')
    .option('--abandon-runs', 'also while runs are open that have something to do in it')
    .action(async (name: string, options) =>
      (await import('../accounts/remove-account.js')).removeAccount(context, name, options),
    );
}

function registerSet(account: Command, context: CliContext): void {
  const set = account.command('set <name>').description('change settings of an account');
  withTiming(set)
    .addOption(new Option('--write', 'let lifecycle steps change the organization').conflicts('readOnly'))
    .addOption(new Option('--read-only', 'sync only').conflicts('write'))
    .option('--token-owner <email>', 'the admin who created the token')
    .option('--host <host>', 'another address of the same organization')
    .option('--allow-http', 'accept plain http to another machine, where the token travels readable')
    .option('--rate-limit <points>', "points a minute that may be used, or 'default' (300)", parseRateLimit)
    .option('--rate-cost <calls=points>', "points of a call, such as users=2; 'default' clears all", collectRateCosts)
    .option('--internal-domains <domains>', "domains of your own people, with commas; 'none' clears them", collect)
    .option('--seat-type', 'judge licences by the seat type that Retool tells')
    .option('--no-seat-type', 'judge licences without the seat type, where every user has the same')
    .addHelpText('after', '\nExample:\n  $ steward account set acme-cloud --every 15m --internal-domains acme.example')
    .action(async (name: string, { readOnly, write, ...options }) => {
      const { setAccount } = await import('../accounts/set-account.js');
      const access = { ...(write && { access: 'write' as const }), ...(readOnly && { access: 'read' as const }) };
      await setAccount(context, name, { ...options, ...access });
    });
}

function withToken(command: Command): Command {
  return command
    .option('--token-stdin', 'read the token from standard input (on a terminal it is asked for, unseen)')
    .option('--token-env <variable>', 'read the token from this variable, now and at each sync')
    .option('--token-file <file>', 'read the token from this file, now and at each sync');
}

function withTiming(command: Command): Command {
  return command
    .option('--every <interval>', 'sync at this interval, for example 15m, 1h, 1d; 5m at least (default: 1h)')
    .option('--cron <expression>', 'sync at these times: minute, hour, day of month, month, day of week')
    .option('--time-zone <zone>', 'zone in which --cron is read, needed with it: Europe/Berlin');
}

const wholePoints = wholeNumber({ from: 30, to: 1_000_000 });

function parseRateLimit(text: string): number | 'default' {
  if (text === 'default') return text;
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Give points a minute, or 'default'.");
  return wholePoints(text);
}
