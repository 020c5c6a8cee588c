import { setTimeout as pause } from 'node:timers/promises';
import { startPersonRun } from '../../client/person-runs.js';
import { leaverState } from '../../domain/plan/wanted-state.js';
import { createRandom, type Random } from '../../simulator/random.js';
import { createPerson } from '../../store/people.js';
import { getRun, insertRun, listOpenRunsOfAccount } from '../../store/runs.js';
import { accountChangedSignal, retryAccountUpdate, tryNowUpdate } from '../../workflows/messages.js';
import type { ChaosSystem } from './chaos-system.js';
import { checkOutcome } from './check-outcome.js';
import { plantFaults } from './plant-faults.js';

export interface SeedOutcome {
  seed: number;
  /** What is not as it has to be; nothing when the seed passed. */
  problems: string[];
  /** What was done to it, in words. */
  told: string[];
  faultsPlayed: number;
  workerKills: number;
  tokensRevoked: number;
  durationMs: number;
}

/** An offboarding that takes longer has hung. */
const timeLimitMs = 120_000;

/** One offboarding in all accounts while things go wrong, and whether it ended as it must. */
export async function runSeed(system: ChaosSystem, seed: number): Promise<SeedOutcome> {
  const { db, client, simulator } = system;
  const random = createRandom(`chaos ${seed}`);
  const begin = performance.now();
  const email = `leaver-${seed}@chaos.example`;
  for (const account of simulator.accounts) hire(account, email, random);
  const { told, played } = plantFaults(simulator, random);
  const after = simulator.journal.entries().at(-1)?.number ?? 0;

  const person = await createPerson(db, { emails: [email] });
  const run = await insertRun(db, {
    kind: 'offboard',
    person,
    askedBy: 'chaos',
    reason: null,
    wanted: { everywhere: leaverState },
    onlyAccounts: simulator.accounts.map(({ name }) => name),
    effectiveAt: new Date(),
    effectiveDay: null,
    timeZone: null,
    policyHash: null,
    needsApproval: false,
    subject: null,
  });
  await startPersonRun(client, run, 'chaos');
  const handle = client.workflow.getHandle(run.workflowId);
  const kills = random.chance(0.3) ? await killWorker(system, random, told) : 0;
  const revoked = random.chance(0.3) ? await revokeToken(system, random, told) : 0;

  const until = async (isSo: () => Promise<boolean>): Promise<boolean> => {
    while (performance.now() - begin < timeLimitMs) {
      if (await isSo()) return true;
      await pause(100);
    }
    return false;
  };
  const retryHeld = async () => {
    for (const { workflowId, accountId } of await listOpenRunsOfAccount(db, null)) {
      if (workflowId !== run.workflowId) continue;
      await handle
        .executeUpdate(retryAccountUpdate, { args: [{ account: accountId, reason: 'chaos' }] })
        .catch(() => {});
    }
  };
  const isVerified = await until(async () => (await getRun(db, run.id)).verifiedAt !== null);
  simulator.faults.clear();
  if (isVerified) await handle.executeUpdate(tryNowUpdate, { args: [{ reason: 'chaos' }] });
  else await retryHeld();
  const isClosed = await until(async () => (await getRun(db, run.id)).closedAt !== null);
  const journal = simulator.journal.entries({ after });
  const problems = isClosed ? [] : ['it did not come to its end in time'];
  problems.push(...(await checkOutcome(db, { runId: run.id, email, accounts: [...simulator.accounts], journal })));
  return {
    seed,
    problems,
    told,
    faultsPlayed: played(),
    workerKills: kills,
    tokensRevoked: revoked,
    durationMs: performance.now() - begin,
  };
}

/** Somebody with groups, now and then an open invite, a grant, a pending request. */
function hire({ change, groups }: ChaosSystem['simulator']['accounts'][number], email: string, random: Random): void {
  const names = groups()
    .map(({ name }) => name)
    .filter((name) => !/^(all users|admin)$/i.test(name));
  const member = names.filter(() => random.chance(0.5));
  const led = member.filter(() => random.chance(0.3));
  change.createUser({ email, firstName: 'Lea', lastName: 'Ver', groups: member, groupAdminOf: led });
  if (random.chance(0.3)) change.createInvite(email);
  if (random.chance(0.3)) change.createAccessRequest(email);
}

async function killWorker(system: ChaosSystem, random: Random, told: string[]): Promise<number> {
  const kills = 1 + random.below(2);
  for (let kill = 0; kill < kills; kill++) {
    const afterMs = random.below(700);
    await pause(afterMs);
    told.push(`the worker killed with -9 after ${afterMs} ms`);
    await system.restartWorker();
  }
  return kills;
}

/** A token that dies in the middle and comes back; whoever mended it tells the runs. */
async function revokeToken({ db, client, simulator }: ChaosSystem, random: Random, told: string[]): Promise<number> {
  const account = random.pick(simulator.accounts);
  await pause(random.below(300));
  account.revokeToken(account.tokens.full);
  await pause(200 + random.below(800));
  account.restoreToken(account.tokens.full);
  told.push(`the token of ${account.name} revoked and restored`);
  for (const { workflowId, accountId } of await listOpenRunsOfAccount(db, null)) {
    await client.workflow
      .getHandle(workflowId)
      .signal(accountChangedSignal, { accountId })
      .catch(() => {});
  }
  return 1;
}
