import { parseArgs } from 'node:util';
import { chaosAccountName, chaosConnection, chaosPolicy, chaosProfiles } from './chaos/chaos-system.js';
import { runSeed, type SeedOutcome } from './chaos/run-seed.js';
import { startBenchStack } from './bench/bench-stack.js';
import { connectSimulated } from './bench/bench-account.js';
import { say } from './bench/report.js';
import { startSimulator } from '../simulator/index.js';

const usage = `Usage: npm run chaos -- [--seeds N] [--first-seed S]

Offboards a person per seed while calls fail, answers get lost, tokens die and workers are killed, and checks that each
ends as it must. Prints one JSON object for each seed that failed, and a summary. Exit code 1 when one failed.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { seeds: { type: 'string', default: '20' }, 'first-seed': { type: 'string', default: '1' } },
  });
  const [count, first] = [toNumber(values.seeds), toNumber(values['first-seed'])];
  const stack = await startBenchStack({ policy: chaosPolicy });
  const simulator = await startSimulator({
    accounts: chaosProfiles.map((profile) => ({ name: chaosAccountName(profile), profile, domain: 'chaos.example' })),
  });
  const outcomes: SeedOutcome[] = [];
  try {
    for (const account of simulator.accounts) await connectSimulated(stack, account, chaosConnection(account));
    let worker = await stack.startWorker();
    const restartWorker = async () => {
      await worker.kill();
      worker = await stack.startWorker();
    };
    const system = { db: stack.db, client: stack.client, simulator, restartWorker };
    for (let seed = first; seed < first + count; seed++) {
      const outcome = await runSeed(system, seed);
      outcomes.push(outcome);
      say(
        `seed ${seed}: ${outcome.problems.length === 0 ? 'passed' : 'FAILED'} in ${Math.round(outcome.durationMs)} ms, ${outcome.faultsPlayed} faults`,
      );
      if (outcome.problems.length === 0) continue;
      console.log(JSON.stringify({ ...outcome, repeat: `npm run chaos -- --seeds 1 --first-seed ${seed}` }));
    }
  } finally {
    await simulator.close();
    await stack.close();
  }
  const sum = (of: (outcome: SeedOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const failed = outcomes.filter(({ problems }) => problems.length > 0).map(({ seed }) => seed);
  console.log(
    JSON.stringify({
      chaos: 'offboard',
      seeds: outcomes.length,
      failed,
      faults_played: sum(({ faultsPlayed }) => faultsPlayed),
      worker_kills: sum(({ workerKills }) => workerKills),
      tokens_revoked: sum(({ tokensRevoked }) => tokensRevoked),
      longest_ms: Math.round(Math.max(0, ...outcomes.map(({ durationMs }) => durationMs))),
    }),
  );
  return failed.length === 0 ? 0 : 1;
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
