import { defaultRateLimit } from '../../domain/rate.js';
import { createRetoolClient, type RetoolClientOptions } from '../../retool/client.js';
import { type Probe, probeAccount } from '../../retool/probe.js';
import type { Account } from '../../store/accounts.js';
import { createBudgetGate } from '../../store/budget-gate.js';
import type { Db } from '../../store/database.js';

export interface ProbedPlace {
  baseUrl: string;
  token: string;
}

/** Probes an organization that is not connected yet: nobody else calls it for us. */
export async function probePlace(
  { baseUrl, token }: ProbedPlace,
  paying: Pick<RetoolClientOptions, 'gate' | 'costs'> = {},
): Promise<Probe> {
  const client = createRetoolClient({ baseUrl, token, ...paying });
  try {
    return await probeAccount(client);
  } finally {
    await client.close();
  }
}

/** Probes a connected account; the calls are paid from its rate budget. */
export async function probeConnected(db: Db, account: Account, place: ProbedPlace): Promise<Probe> {
  const limit = account.rateLimit ?? defaultRateLimit;
  const gate = createBudgetGate(db, { accountId: account.id, limit, lane: 'people', maxWaitMs: 90_000 });
  try {
    return await probePlace(place, { gate, costs: limit.costs });
  } finally {
    await gate.close();
  }
}
