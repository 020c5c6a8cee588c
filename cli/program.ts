import { createRequire } from 'node:module';
import { Command, type Option } from 'commander';
import { registerAccess } from './commands/access.js';
import { registerAccount } from './commands/account.js';
import { registerChanges } from './commands/changes.js';
import { registerEvidence } from './commands/evidence.js';
import { registerFreeze } from './commands/freeze.js';
import { registerGroup } from './commands/group.js';
import { registerGroups } from './commands/groups.js';
import { registerHr } from './commands/hr.js';
import { registerKeys } from './commands/keys.js';
import { registerLicences } from './commands/licences.js';
import { registerPeople } from './commands/people.js';
import { registerPolicy } from './commands/policy.js';
import { registerLifecycle } from './commands/lifecycle.js';
import { registerOffboard } from './commands/offboard.js';
import { registerOperator } from './commands/operator.js';
import { registerRuns } from './commands/runs.js';
import { registerServer } from './commands/server.js';
import { registerSetup } from './commands/setup.js';
import { registerSimulate } from './commands/simulate.js';
import { registerSync } from './commands/sync.js';
import { registerSyncs } from './commands/syncs.js';
import { registerUp } from './commands/up.js';
import { registerUsers } from './commands/users.js';
import { registerWorker } from './commands/worker.js';
import type { CliContext } from './context.js';
import { UsageError } from './exit.js';
import { explainUsage } from './explain-usage.js';

/** The `steward` command with all its sub-commands. */
export function createProgram(context: CliContext): Command {
  const { terminal } = context;
  const program = new Command('steward')
    .description('User lifecycle automation for Retool, as durable workflows on Temporal.')
    .version(readVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .option('--debug', 'show the stack with an error')
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true, visibleGlobalOptions })
    .configureOutput({
      // Help that was asked for is a result. A reader that went away is noticed by the terminal.
      writeOut: (text) => void terminal.write(text).catch(() => {}),
      writeErr: (text) => terminal.sayRaw(text),
      outputError: (text, write) => write(`${explainUsage(text)}\n`),
      getOutHelpWidth: () => terminal.width ?? 100,
      getErrHelpWidth: () => terminal.width ?? 100,
    })
    .exitOverride()
    .hook('preAction', (_, command) => refuseOptionsOfParents(command))
    .addHelpText('after', guide);

  registerUp(program, context);
  registerSetup(program, context);
  registerWorker(program, context);
  registerServer(program, context);
  registerAccount(program, context);
  registerPolicy(program, context);
  registerSync(program, context);
  registerUsers(program, context);
  registerGroups(program, context);
  registerLicences(program, context);
  registerChanges(program, context);
  registerSyncs(program, context);
  registerLifecycle(program, context);
  registerOffboard(program, context);
  registerAccess(program, context);
  registerGroup(program, context);
  registerRuns(program, context);
  registerEvidence(program, context);
  registerHr(program, context);
  registerPeople(program, context);
  registerOperator(program, context);
  registerFreeze(program, context);
  registerKeys(program, context);
  registerSimulate(program, context);
  return program;
}

/** Those of the program: options of a list are not for the commands under its name. */
function visibleGlobalOptions(command: Command): Option[] {
  if (!command.parent) return [];
  let root = command.parent;
  while (root.parent) root = root.parent;
  return root.options.filter(({ hidden }) => !hidden);
}

/** Commander takes them, and nobody would look at them. @throws UsageError */
function refuseOptionsOfParents(command: Command): void {
  for (let parent = command.parent; parent?.parent; parent = parent.parent) {
    const given = parent.options.find((option) => parent?.getOptionValueSource(option.attributeName()) === 'cli');
    if (!given) continue;
    const names = [parent.name(), command.name()].join(' ');
    throw new UsageError(`steward ${names} has no option ${given.long}.`, 'See the same command with --help.');
  }
}

const guide = `
Exit codes: 0 done · 1 the answer is no, or it failed · 2 wrong usage or environment, nothing was changed.

Examples:
  $ steward up
  $ steward account add acme-cloud --token-stdin < token.txt
  $ steward sync acme-cloud --wait
  $ steward users --inactive 90 --licence builder
  $ steward licences --json`;

/** The version of the package, whether this is the source or what was built from it. */
function readVersion(): string {
  const load = createRequire(import.meta.url);
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return (load(path) as { version: string }).version;
    } catch {
      continue;
    }
  }
  return 'unknown';
}
