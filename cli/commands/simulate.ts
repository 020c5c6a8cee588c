import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDuration } from '../../domain/duration.js';
import type { LatencySpec } from '../../simulator/index.js';
import { profileNames, type ProfileName } from '../../simulator/profiles.js';
import type { CliContext } from '../context.js';
import { wholeNumber } from '../input/number.js';
import type { SimulateOptions } from '../simulate/run-simulate.js';

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
    .addOption(new Option('--plan <plan>', 'plan of each').choices(['enterprise', 'business']).default('enterprise'))
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
    .action(async (options: SimulateOptions) =>
      (await import('../simulate/run-simulate.js')).runSimulate(context, options),
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
