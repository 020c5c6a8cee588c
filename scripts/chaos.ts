import { parseArgs } from 'node:util';
import { connectSimulated } from './bench/bench-account.js';
import { cacheFolder, startBenchStack } from './bench/bench-stack.js';
import { say } from './bench/report.js';
import { startChaosServers, type ChaosServers } from './chaos/chaos-servers.js';
import { chaosPolicy } from './chaos/chaos-policy.js';
import { chaosAccountName, chaosConnection, chaosProfiles } from './chaos/chaos-system.js';
import { runSeed, type SeedOutcome } from './chaos/run-seed.js';
import { keepRunning } from './chaos/keep-running.js';
import { syncEverywhere } from './chaos/sync-everywhere.js';
import { summarise } from './chaos/summarise.js';
import { findTemporalCli } from '../local/temporal-executables.js';
import { startSimulator } from '../simulator/index.js';

const usage = `Usage: npm run chaos -- [--seeds N] [--first-seed S]

Each seed offboards a person, or has one come, move on and leave by what HR sends, while calls fail, answers get lost or
make no sense, tokens die, workers and the server are killed and PostgreSQL and Temporal are restarted, and checks that all
ends as it must. Prints one JSON object for each seed that failed, and a summary. Exit code 1 when one failed.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { seeds: { type: 'string', default: '20' }, 'first-seed': { type: 'string', default: '1' } },
  });
  const [count, first] = [toNumber(values.seeds), toNumber(values['first-seed'])];
  const outcomes = await runSeeds(Array.from({ length: count }, (_, index) => first + index));
  const summary = summarise(outcomes);
  console.log(JSON.stringify(summary));
  return summary.failed.length === 0 ? 0 : 1;
}

async function runSeeds(seeds: number[]): Promise<SeedOutcome[]> {
  const cli = await findTemporalCli({ cacheFolder: cacheFolder() });
  let servers: ChaosServers | undefined;
  const startServers = async (folder: string) => (servers = await startChaosServers({ folder, cli }));
  const stack = await startBenchStack({ policy: chaosPolicy, startServers });
  if (!servers) throw new Error('The servers did not start.');
  const simulator = await startSimulator({
    accounts: chaosProfiles.map((profile) => ({ name: chaosAccountName(profile), profile, domain: 'chaos.example' })),
  });
  const outcomes: SeedOutcome[] = [];
  try {
    for (const account of simulator.accounts) await connectSimulated(stack, account, chaosConnection(account));
    const restartWorker = await keepRunning(() => stack.startWorker());
    let server = await stack.startServer();
    const restartServer = async () => {
      await server.kill();
      server = await stack.startServer(server.port);
    };
    const { restartPostgres, restartTemporal } = servers;
    const { db, client, sealer } = stack;
    const restarts = { restartWorker, restartServer, restartPostgres, restartTemporal };
    const system = { ...{ db, client, simulator, sealer }, doorUrl: server.url, ...restarts };
    await syncEverywhere(system);
    for (const seed of seeds) outcomes.push(tell(await runSeed(system, seed)));
  } finally {
    await simulator.close();
    await stack.close();
  }
  return outcomes;
}

function tell(outcome: SeedOutcome): SeedOutcome {
  const { seed, kind, problems, durationMs, happened } = outcome;
  const what = Object.entries(happened).flatMap(([kind, times]) => (times > 0 ? [`${kind} ${times}`] : []));
  say(
    `seed ${seed}, ${kind}: ${problems.length === 0 ? 'passed' : 'FAILED'} in ${Math.round(durationMs)} ms; ${what.join(', ')}`,
  );
  if (problems.length > 0) {
    console.log(JSON.stringify({ ...outcome, repeat: `npm run chaos -- --seeds 1 --first-seed ${seed}` }));
  }
  return outcome;
}

function toNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new TypeError(`"${text}" is not a whole number.`);
  return Number(text);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(error instanceof TypeError ? `${error.message}\n\n${usage}` : `${String(error)}\n`);
    process.exit(2);
  },
);
