import type { Client } from '@temporalio/client';
import type { SimulatedAccount, Simulator } from '../../simulator/index.js';
import type { Db } from '../../store/database.js';
import type { ChaosServers } from './chaos-servers.js';

/** What a chaos run works on: everything real, Retool simulated. */
export interface ChaosSystem extends Pick<ChaosServers, 'restartPostgres' | 'restartTemporal'> {
  db: Db;
  client: Client;
  simulator: Simulator;
  /** Kills the worker with -9 and starts another. */
  restartWorker(): Promise<void>;
}

/** Retool releases that behave differently; an account of each is connected under this name. */
export const chaosProfiles = ['3.243', '3.334', '4.70'] as const;

export const chaosAccountName = (profile: string): string => `chaos-${profile.replace('.', '-')}`;

/** Nobody is held for leaving with many others. */
export const chaosPolicy = `
version: 1
default_time_zone: UTC
removals:
  per_account_and_day:
    count: 100000
`;

/** How an account of the chaos run is connected. */
export function chaosConnection(account: SimulatedAccount) {
  return {
    access: 'write' as const,
    source: { kind: 'stored' as const, token: account.tokens.full },
    tokenOwnerEmail: account.special.soleAdmin,
  };
}
