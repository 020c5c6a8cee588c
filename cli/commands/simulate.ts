import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  assumptions,
  describeAccount,
  plans,
  profileNames,
  startSimulator,
  type AccountSpec,
  type LatencySpec,
  type Plan,
  type ProfileName,
  type RateLimitSpec,
  type Simulator,
} from '../../simulator/index.js';
import type { CliContext } from '../context.js';
import { EnvironmentError } from '../exit.js';
import { parseDuration } from '../input/duration.js';
import { wholeNumber } from '../input/number.js';
import { renderJson } from '../output/json.js';

interface SimulateOptions {
  port: number;
  accounts: number;
  users: number;
  groups: number;
  memberships?: number;
  profile: ProfileName[];
  plan: Plan;
  rateLimit: RateLimitSpec['kind'];
  window: number;
  latency: LatencySpec;
  seed: string;
  empty?: boolean;
  json?: boolean;
  assumptions?: boolean;
}

/** `steward simulate`: Retool organizations on this machine, until it is stopped. */
export function registerSimulate(program: Command, context: CliContext): void {
  program
    .command('simulate')
    .description('simulate Retool organizations on this machine')
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber({ from: 0, to: 65_535 }), 7070)
    .option('--accounts <n>', 'how many organizations', wholeNumber({ from: 1, to: 100 }), 2)
    .option('--users <n>', 'users of each', wholeNumber({ from: 1, to: 1_000_000 }), 40)
    .option('--groups <n>', 'groups of each, built-in ones included', wholeNumber({ from: 4, to: 10_000 }), 9)
    .option('--memberships <n>', 'members of all groups, three per user unless given', wholeNumber(upToTenMillion))
    .option('--profile <release>', `${profileNames.join(', ')}; several with commas take turns`, readProfiles, ['4.70'])
    .addOption(new Option('--plan <plan>', 'plan of each').choices(plans).default('enterprise'))
    .addOption(new Option('--rate-limit <kind>', '300 a window').choices(['points', 'calls', 'off']).default('points'))
    .option('--window <duration>', 'window of the rate limit, for example 15s', readWindow, 60_000)
    .option('--latency <ms[,ms]>', 'per call, and per 100 rows of a list', readLatency, {
      perCallMs: 0,
      per100RowsMs: 0,
    })
    .option('--seed <text>', 'the same seed gives the same people', '1')
    .option('--empty', 'only the built-in groups and one admin')
    .option('--json', 'print one line of JSON')
    .option('--assumptions', 'print what is assumed where Retool is not known, and end')
    .addHelpText('after', guide)
    .action((options: SimulateOptions) =>
      options.assumptions ? printAssumptions(context, options) : run(context, options),
    );
}

const guide = `
Faults, the journal of calls, and changes to people are at /_simulator of the printed address.

Examples:
  $ steward simulate --port 7070 --accounts 2 --users 400 --profile 4.70,3.243
  $ steward simulate --users 100000 --groups 300 --memberships 500000 --rate-limit off --latency 0,10
  $ curl -s http://127.0.0.1:7070/_simulator/journal`;

const upToTenMillion = { from: 0, to: 10_000_000 };

function readProfiles(text: string): ProfileName[] {
  return text.split(',').map((part) => {
    const name = profileNames.find((known) => known === part.trim());
    if (!name) throw new InvalidArgumentError(`Known releases: ${profileNames.join(', ')}.`);
    return name;
  });
}

function readWindow(text: string): number {
  const windowMs = parseDuration(text);
  if (!windowMs) throw new InvalidArgumentError('Give a duration, for example 15s or 1m.');
  return windowMs;
}

function readLatency(text: string): LatencySpec {
  const [perCall = '', per100Rows = '0', ...more] = text.split(',');
  const isWrong = more.length > 0 || [perCall, per100Rows].some((part) => !/^\d{1,6}(\.\d+)?$/.test(part.trim()));
  if (isWrong) throw new InvalidArgumentError('Give milliseconds, for example 20 or 20,10.');
  return { perCallMs: Number(perCall), per100RowsMs: Number(per100Rows) };
}

async function run(context: CliContext, options: SimulateOptions): Promise<void> {
  const stop = context.awaitStop();
  const simulator = await startSimulator({ port: options.port, seed: options.seed, accounts: toSpecs(options) }).catch(
    (error: unknown) => {
      throw explainStart(error, options.port);
    },
  );
  try {
    await context.terminal.write(options.json ? renderLine(simulator) : renderAccounts(simulator));
    context.terminal.say(`Faults, journal and changes: ${simulator.url}/_simulator. Ctrl-C stops it.`);
    await stop;
  } finally {
    await simulator.close();
  }
}

function toSpecs(options: SimulateOptions): AccountSpec[] {
  return Array.from({ length: options.accounts }, (_, index) => ({
    name: `acme-${index + 1}`,
    profile: options.profile[index % options.profile.length] ?? '4.70',
    plan: options.plan,
    users: options.users,
    groups: options.groups,
    ...(options.memberships !== undefined && { memberships: options.memberships }),
    rateLimit: { kind: options.rateLimit, windowMs: options.window },
    latency: options.latency,
    empty: options.empty ?? false,
  }));
}

function explainStart(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new EnvironmentError(`Port ${port} is taken.`, 'Choose another with --port.', error);
  if (code === 'EACCES') return new EnvironmentError(`Port ${port} is not permitted.`, 'Choose one above 1023.', error);
  return error;
}

function renderLine(simulator: Simulator): string {
  const control = `${simulator.url}/_simulator`;
  return `${JSON.stringify({ url: simulator.url, control, accounts: simulator.accounts.map(describeAccount) })}\n`;
}

function renderAccounts({ accounts }: Simulator): string {
  const blocks = accounts.map((account) => {
    const { users, groups } = account.counts();
    return [
      `${account.name} · Retool ${account.profile} · ${account.plan} plan · ${users} users · ${groups} groups`,
      `  base URL         ${account.baseUrl}`,
      `  shared gateway   ${account.gatewayUrl}`,
      `  token            ${account.tokens.full}`,
      `  read-only token  ${account.tokens.read}`,
      '',
    ].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

async function printAssumptions({ terminal }: CliContext, { json }: SimulateOptions): Promise<void> {
  if (json) return terminal.write(renderJson(assumptions));
  for (const { id, question, assumption, switch: behaviour } of assumptions) {
    const switchable = behaviour ? ` (switch: ${behaviour})` : '';
    await terminal.print(`${id}${switchable}\n  ${question}\n  ${assumption}\n`);
  }
}
