import { startSimulator } from '../../simulator/index.js';
import { listAccounts } from '../../store/accounts.js';
import { defaultSyncTiming } from '../../domain/account.js';
import { connectAccount } from '../accounts/connect-account.js';
import type { CliContext } from '../context.js';
import { EnvironmentError } from '../exit.js';

export interface Simulated {
  close(): Promise<void>;
}

/** Their addresses are kept with the accounts, so that the next start finds them again. */
const port = 7070;

/** Two simulated Retool accounts, connected if they are not yet. The same people each time. */
export async function simulateAccounts(context: CliContext): Promise<Simulated> {
  const simulator = await startSimulator({
    port,
    seed: 'up',
    accounts: [
      { name: 'acme-cloud', profile: '4.70', users: 41, rateLimit: { kind: 'points' } },
      { name: 'acme-onprem', profile: '3.243', users: 38, groups: 7, rateLimit: { kind: 'points' } },
    ],
  }).catch((error: unknown) => {
    throw new EnvironmentError(`The simulated accounts need port ${port}, which is taken.`, 'Free it.', error);
  });
  try {
    const { db } = await context.database();
    const known = new Set((await listAccounts(db)).map(({ name }) => name));
    for (const account of simulator.accounts.filter(({ name }) => !known.has(name))) {
      const { name, baseUrl, tokens } = account;
      const wish = { name, baseUrl, timing: defaultSyncTiming, access: 'write' as const, internalDomains: [] };
      await connectAccount(context, wish, { token: tokens.full, source: { kind: 'stored', token: tokens.full } });
    }
  } catch (error) {
    await simulator.close();
    throw error;
  }
  return simulator;
}
