import { defaultSyncTiming } from '../../domain/account.js';
import { findFreePort } from '../../local/free-port.js';
import { type SimulatedAccount, startSimulator } from '../../simulator/index.js';
import { listAccounts, updateAccount } from '../../store/accounts.js';
import { connectAccount } from '../accounts/connect-account.js';
import type { CliContext } from '../context.js';

export interface Simulated {
  close(): Promise<void>;
}

const usualPort = 7070;

/**
 * Two simulated Retool accounts, connected if they are not yet. The same people each time.
 *
 * @throws the signal's reason when it comes before all are connected
 */
export async function simulateAccounts(context: CliContext, signal: AbortSignal): Promise<Simulated> {
  const simulator = await startSimulator({
    port: await findFreePort(usualPort),
    seed: 'up',
    accounts: [
      { name: 'acme-cloud', profile: '4.70', users: 41, rateLimit: { kind: 'points' } },
      { name: 'acme-onprem', profile: '3.243', users: 38, groups: 7, rateLimit: { kind: 'points' } },
    ],
  });
  try {
    for (const account of simulator.accounts) {
      signal.throwIfAborted();
      await connectSimulated(context, account);
    }
    signal.throwIfAborted();
  } catch (error) {
    await simulator.close();
    throw error;
  }
  return simulator;
}

/** One that was connected by an earlier start may answer on another port now. */
async function connectSimulated(context: CliContext, account: SimulatedAccount): Promise<void> {
  const { name, baseUrl, organizationId, tokens } = account;
  const { db } = await context.database();
  const known = (await listAccounts(db)).find((one) => one.organizationId === organizationId);
  if (known) {
    await updateAccount(db, known.id, { baseUrl });
    return;
  }
  const wish = { name, baseUrl, timing: defaultSyncTiming, access: 'write' as const, internalDomains: [] };
  await connectAccount(context, wish, { token: tokens.full, source: { kind: 'stored', token: tokens.full } });
}
