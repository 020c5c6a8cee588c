import type { RateLimit } from '../../domain/rate.js';
import { featuresOf, parseRetoolVersion } from '../../domain/retool-version.js';
import type { SimulatedAccount } from '../../simulator/index.js';
import { type Account, insertAccount, type NewAccount, removeAccount } from '../../store/accounts.js';
import { putCredential, tokenFingerprint } from '../../store/credentials.js';
import type { BenchStack } from './bench-stack.js';
import type { SimulatorProcess } from './simulator.js';

/** Far above what a simulator without limit is asked: the budget never waits. */
const withoutLimit: RateLimit = { points: 100_000_000, windowMs: 60_000, margin: 0.03, peopleReserve: 0.1 };

/** Connects the simulated organization, with an empty inventory. */
export async function connectAccount(
  { db, sealer }: BenchStack,
  { baseUrl, token, organizationId }: SimulatorProcess,
  rateLimit: RateLimit = withoutLimit,
): Promise<Account> {
  const account = await insertAccount(db, {
    name: 'bench',
    baseUrl,
    organizationId,
    access: 'read',
    timing: { kind: 'interval', everyMs: 3_600_000 },
    features: featuresOf([4, 70, 0]),
    scopes: {},
    probedAt: new Date(),
    rateLimit,
  });
  await putCredential(db, sealer, account.id, { kind: 'stored', token }, tokenFingerprint(token));
  return account;
}

/** Connects it anew, so that the next sync is a first one. */
export async function reconnectAccount(
  stack: BenchStack,
  simulator: SimulatorProcess,
  account: Account,
  rateLimit?: RateLimit,
): Promise<Account> {
  await removeAccount(stack.db, account.id);
  return connectAccount(stack, simulator, rateLimit);
}

/** Connects a simulated organization of this process, as tests do. */
export async function connectSimulated(
  { db, sealer }: BenchStack,
  simulated: SimulatedAccount,
  { source, ...changes }: { source: { kind: 'stored'; token: string } } & Partial<NewAccount>,
): Promise<Account> {
  const account = await insertAccount(db, {
    name: simulated.name,
    baseUrl: simulated.baseUrl,
    organizationId: simulated.organizationId,
    access: 'read',
    timing: { kind: 'interval', everyMs: 3_600_000 },
    features: featuresOf(parseRetoolVersion(simulated.profile)),
    scopes: {},
    probedAt: new Date(),
    rateLimit: withoutLimit,
    ...changes,
  });
  await putCredential(db, sealer, account.id, source, tokenFingerprint(source.token));
  return account;
}
