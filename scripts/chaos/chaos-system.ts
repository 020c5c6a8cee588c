import type { Client } from '@temporalio/client';
import type { Sealer } from '../../domain/sealing.js';
import type { SimulatedAccount, Simulator } from '../../simulator/index.js';
import type { Db } from '../../store/database.js';
import type { ChaosServers } from './chaos-servers.js';

/** What a chaos run works on: everything real, Retool simulated. */
export interface ChaosSystem extends Pick<ChaosServers, 'restartPostgres' | 'restartTemporal'> {
  db: Db;
  client: Client;
  simulator: Simulator;
  sealer: Sealer;
  /** Where HR systems send to. */
  doorUrl: string;
  /** Kills the worker with -9 and starts another. */
  restartWorker(): Promise<void>;
  /** Kills the server with -9 and starts another at the same address. */
  restartServer(): Promise<void>;
}

/** Retool releases that behave differently; an account of each is connected under this name. */
export const chaosProfiles = ['3.243', '3.334', '4.70'] as const;

export const chaosAccountName = (profile: string): string => `chaos-${profile.replace('.', '-')}`;

/** How an account of the chaos run is connected. */
export function chaosConnection(account: SimulatedAccount) {
  return {
    access: 'write' as const,
    source: { kind: 'stored' as const, token: account.tokens.full },
    tokenOwnerEmail: account.special.soleAdmin,
  };
}
