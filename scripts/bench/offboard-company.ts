import { defaultRateLimit, type RateLimit } from '../../domain/rate.js';
import type { AccountSpec, SimulatedAccount, Simulator } from '../../simulator/index.js';
import type { Account } from '../../store/accounts.js';
import { connectSimulated } from './bench-account.js';
import type { BenchStack } from './bench-stack.js';

/** An account and the simulated organization behind it. */
export interface CompanyAccount {
  account: Account;
  simulated: SimulatedAccount;
}

/** Accounts of releases that behave differently. */
export const unlimited: AccountSpec[] = (['3.243', '3.334', '4.70'] as const).map((profile) => ({
  name: `free-${profile.replace('.', '-')}`,
  profile,
}));

/** @param name of a simulated account under a limit, here and in Retool */
export function limitedTo(name: string, limit: RateLimit, spec: Omit<AccountSpec, 'name'> = {}): AccountSpec {
  return { name, ...spec, rateLimit: { kind: 'points', points: limit.points, windowMs: limit.windowMs } };
}

export const limitOf = (windowMs: number): RateLimit => ({ ...defaultRateLimit, windowMs });

/** Connects simulated accounts so that people are removed from them. Without a limit of their own they have none. */
export async function connectForLeavers(
  stack: BenchStack,
  simulator: Simulator,
  names: string[],
  rateLimit?: RateLimit,
): Promise<CompanyAccount[]> {
  const connected: CompanyAccount[] = [];
  for (const name of names) {
    const simulated = simulator.account(name);
    const account = await connectSimulated(stack, simulated, {
      access: 'write',
      source: { kind: 'stored', token: simulated.tokens.full },
      tokenOwnerEmail: simulated.special.soleAdmin,
      ...(rateLimit && { rateLimit }),
    });
    connected.push({ account, simulated });
  }
  return connected;
}
