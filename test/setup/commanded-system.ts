import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatKeyRing } from '../../domain/key-ring.js';
import type { SyncResult } from '../../domain/sync.js';
import type { AccountSpec, SimulatedAccount } from '../../simulator/index.js';
import type { Account } from '../../store/accounts.js';
import type { connectAccount } from './connect-account.js';
import { makeTestFolder } from './folder.js';
import { createSteward, type Steward } from './steward.js';
import { startWholeSystem, type WholeSystem } from './whole-system.js';

export interface CommandedSystemOptions {
  /** All of them are written to. */
  accounts: AccountSpec[];
  /** The policy file; none when left out. */
  policy?: string;
  /** Changes an account before it is connected. */
  prepare?(simulated: SimulatedAccount): void;
  /** Names of operators, all of them admins. */
  operators?: string[];
}

/** A whole system with a worker, its accounts connected and synced, and operators who give commands. */
export interface CommandedSystem extends WholeSystem {
  /** Commands of the first operator. */
  steward: Steward;
  as(operator: string): Steward;
  /** Syncs an account, by name. */
  sync(name: string): Promise<SyncResult>;
  /** A folder that the commands and the worker use. */
  folder: string;
}

/**
 * Connects an account to be written to, with its full token unless told otherwise, which belongs to its break-glass
 * account; and has it synced.
 */
export async function connectToWrite(
  system: WholeSystem,
  name: string,
  changes?: Parameters<typeof connectAccount>[3],
): Promise<Account> {
  const { tokens, special } = system.simulator.account(name);
  const account = await system.connect(name, {
    access: 'write',
    source: { kind: 'stored', token: tokens.full },
    tokenOwnerEmail: special.breakGlass,
    ...changes,
  });
  await (await system.startSync(account)).result();
  return account;
}

export async function startCommandedSystem(options: CommandedSystemOptions): Promise<CommandedSystem> {
  const { accounts, policy, prepare, operators = ['tess'] } = options;
  const system = await startWholeSystem({ accounts });
  const folder = await makeTestFolder();
  const path = join(folder, 'policy.yaml');
  if (policy !== undefined) {
    await writeFile(path, policy);
    system.workerOptions.policy = { path, required: true };
  }
  await system.startWorker();
  const connected = new Map<string, Account>();
  for (const { name } of accounts) {
    prepare?.(system.simulator.account(name));
    connected.set(name, await connectToWrite(system, name));
  }
  const { databaseUrl, temporal, encryptionKeys } = system.workerOptions;
  const stewards = await addOperators(operators, {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal?.address ?? '',
    STEWARD_ENCRYPTION_KEYS: formatKeyRing(encryptionKeys),
    STEWARD_STATE_DIR: folder,
    ...(policy !== undefined && { STEWARD_POLICY_FILE: path }),
  });
  const as = (operator: string): Steward => {
    const steward = stewards.get(operator);
    if (!steward) throw new Error(`Nobody is called ${operator}.`);
    return steward;
  };
  const sync = async (name: string) => await (await system.startSync(connected.get(name) as Account)).result();
  return { ...system, steward: as(operators[0] ?? ''), as, sync, folder };
}

/** The first is added by nobody, the others by the one before them. */
async function addOperators(names: string[], variables: Record<string, string>): Promise<Map<string, Steward>> {
  const stewards = new Map<string, Steward>();
  let adding = createSteward(variables);
  for (const name of names) {
    const { stdout } = await adding(['operator', 'add', name, '--role', 'admin']);
    adding = createSteward({ ...variables, STEWARD_OPERATOR_KEY: stdout.trim() });
    stewards.set(name, adding);
  }
  return stewards;
}
