import { type Command, Option } from 'commander';
import { hrEventTypes } from '../../domain/hr/hr-event.js';
import type { CliContext } from '../context.js';
import { wholeNumber } from '../input/number.js';
import { withFormats } from '../output/format.js';

/** `steward hr …`: HR systems and identity providers, and what they sent. What each does is loaded when asked for. */
export function registerHr(program: Command, context: CliContext): void {
  const hr = program.command('hr').description('connect HR systems and identity providers, look at what they sent');
  const connection = hr.command('connection').description('say who may send facts about people');
  registerAdd(connection, context);
  registerLooking(connection, context);
  registerChanging(connection, context);
  registerSend(hr, context);
  registerEvents(hr, context);
  registerRelease(hr, context);
}

function registerAdd(connection: Command, context: CliContext): void {
  const add = connection
    .command('add <name>')
    .description('connect a sender; its URL and its secret are printed this once')
    .requiredOption('--adapter <name>', 'how it sends: see below')
    .addOption(new Option('--source <kind>', 'what it knows about: employments, or access').choices(['hr', 'idp']));
  withSettings(add)
    .option('--secret-stdin', 'read the secret that the sender chose from standard input')
    .addHelpText('after', addGuide)
    .action(async (name: string, options) =>
      (await import('../hr/add-connection.js')).addConnection(context, name, options),
    );
}

function withSettings(command: Command): Command {
  return command
    .option('--definition <file>', 'for --adapter configurable: what stands where in its messages')
    .option('--time-zone <zone>', "zone of workers whose own is not known (default: the policy's)")
    .addOption(
      new Option('--termination-date-means <day>', 'what its day of an end is (default: last_day)').choices([
        'last_day',
        'first_day_off',
      ]),
    )
    .option('--locations <file>', 'YAML with the zone of each of its places, or of a country')
    .option('--tenant <id>', 'its own id of your company: messages of another are refused')
    .option('--expect-every <duration>', 'raise an alarm when it sends nothing for longer, for example 6h');
}

const addGuide = `
Adapters: native, okta, configurable with a definition of your own, or one of the definitions that come
along: deel, entra, merge, rippling, successfactors, workday. STEWARD_PUBLIC_URL says where senders reach
the door, which "steward server" and "steward up" run.

Examples:
  $ steward hr connection add acme-hr --adapter native --time-zone Europe/Berlin --expect-every 1d
  $ steward hr connection add acme-okta --adapter okta --tenant acme.okta.com
  $ steward hr connection add acme-deel --adapter deel --secret-stdin < signing-key.txt`;

function registerLooking(connection: Command, context: CliContext): void {
  withFormats(connection.command('list').description('list the connections and what somebody should look at')).action(
    async (options) => (await import('../hr/list-connections.js')).listConnections(context, options),
  );
  connection
    .command('show <name>')
    .description('show what is known of a connection, all but its URL and secrets')
    .option('--json', 'print JSON')
    .action(async (name: string, options) =>
      (await import('../hr/show-connection.js')).showConnection(context, name, options),
    );
  connection
    .command('test <name>')
    .description('send a signed trial through the door; nobody acts on it')
    .option('--body <file>', "send nothing; show what would be made of this message of the sender's")
    .option('--url <address>', 'where the door is (default: on this machine)')
    .action(async (name: string, options) =>
      (await import('../hr/test-connection.js')).testConnection(context, name, options),
    );
}

function registerChanging(connection: Command, context: CliContext): void {
  withSettings(connection.command('set <name>').description('change settings of a connection; none clears one'))
    .addHelpText(
      'after',
      '\nExample:\n  $ steward hr connection set acme-hr --time-zone Europe/Berlin --expect-every 6h',
    )
    .action(async (name: string, options) =>
      (await import('../hr/set-connection.js')).setConnection(context, name, options),
    );
  connection
    .command('rotate <name>')
    .description('give a connection a new secret, printed this once; the old one stays good for a while')
    .option('--overlap <duration>', 'how long the old one stays good', '24h')
    .option('--secret-stdin', 'read the secret that the sender chose from standard input')
    .action(async (name: string, options) =>
      (await import('../hr/rotate-secret.js')).rotateSecret(context, name, options),
    );
  connection
    .command('pause <name>')
    .description('keep what a connection sends, and decide on nothing of it until it is resumed')
    .option('--reason <text>', 'why, for those who see it paused')
    .action(async (name: string, options) =>
      (await import('../hr/pause-connection.js')).pauseConnection(context, name, options),
    );
  connection
    .command('resume <name>')
    .description('decide on what a connection sends again')
    .action(async (name: string) => (await import('../hr/pause-connection.js')).resumeConnection(context, name));
  connection
    .command('remove <name>')
    .description('take a connection away with its URL, secrets and bodies; what was decided stays')
    .option('--yes', 'do not ask')
    .action(async (name: string, options) =>
      (await import('../hr/remove-connection.js')).removeConnection(context, name, options),
    );
}

function registerSend(hr: Command, context: CliContext): void {
  hr.command('send <connection> [file]')
    .description('sign a message as its sender would, and send it; - reads standard input')
    .addOption(new Option('--type <type>', 'make an event of this type; the file holds its data').choices(hrEventTypes))
    .option('--worker <id>', 'who it is about: data.worker.externalId')
    .option('--email <address>', 'data.worker.workEmail')
    .option('--date <day>', 'first day of the new state: data.effective.date')
    .option('--start-date <day>', 'data.employment.startDate')
    .option('--last-day <day>', 'data.employment.lastDay')
    .option('--time-zone <zone>', 'data.effective.timeZone')
    .option(
      '--set <place=value>',
      'any other place of data, for example employment.jobTitle=Engineer',
      (text: string, sofar: string[] = []) => [...sofar, text],
    )
    .option('--test', 'a trial: nobody acts on it')
    .option('--id <id>', 'id of the message; the same again is the same message')
    .option('--content-type <type>', 'type of the file, such as application/cloudevents+json')
    .option('--url <address>', 'where the door is (default: on this machine)')
    .addHelpText('after', sendGuide)
    .action(async (connection: string, file: string | undefined, options) =>
      (await import('../hr/send-event.js')).sendEvent(context, connection, file, options),
    );
}

const sendGuide = `
Examples:
  $ steward hr send acme-hr --type terminated --worker E-1042 --last-day 2026-12-31
  $ steward hr send acme-hr --type hired data.json --set employment.department=Finance
  $ steward hr send acme-okta event.json`;

function registerEvents(hr: Command, context: CliContext): void {
  const events = hr.command('events').description('look at what came in, and decide on what was not understood');
  const list = events
    .command('list', { isDefault: true })
    .description('list what came in, the newest first')
    .option('--quarantined', 'what was authentic and not understood')
    .option('--held', 'what the breaker stopped')
    .option('--pending', 'what is to be decided on')
    .option('--connection <name>', 'of this connection only')
    .option('--limit <count>', 'at most so many', wholeNumber({ from: 1, to: 100_000 }), 20);
  withFormats(list).action(async (options) =>
    (await import('../hr/list-deliveries.js')).listDeliveries(context, options),
  );
  events
    .command('show <delivery>')
    .description('show what one delivery says, without names and addresses')
    .option('--json', 'print JSON')
    .action(async (id: string, options) => (await import('../hr/show-delivery.js')).showDelivery(context, id, options));
  events
    .command('retry [delivery]')
    .description('check and read a delivery in quarantine again, from the bytes that were kept')
    .option('--all-quarantined', 'all that are in quarantine')
    .action(async (id: string | undefined, options) =>
      (await import('../hr/retry-delivery.js')).retryDeliveries(context, id, options),
    );
  events
    .command('discard <delivery>')
    .description('decide that a delivery is never decided on')
    .requiredOption('--reason <text>', 'why, for the record')
    .action(async (id: string, options) =>
      (await import('../hr/discard-delivery.js')).discardDelivery(context, id, options),
    );
}

function registerRelease(hr: Command, context: CliContext): void {
  hr.command('release <connection>')
    .description('let go what was held because more people than usual would have left')
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--discard', 'throw it away instead')
    .action(async (name: string, options) =>
      (await import('../hr/release-connection.js')).releaseConnection(context, name, options),
    );
}
