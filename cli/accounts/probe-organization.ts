import type { CallGate } from '../../domain/call-gate.js';
import { defaultRateLimit } from '../../domain/rate.js';
import { createRetoolClient } from '../../retool/client.js';
import { type Probe, probeAccount } from '../../retool/probe.js';
import type { Account } from '../../store/accounts.js';
import { createBudgetGate } from '../../store/budget-gate.js';
import type { Db } from '../../store/database.js';

export interface ProbedPlace {
  baseUrl: string;
  token: string;
}

/** Probes an organization that is not connected yet: nobody else calls it for us. */
export async function probePlace({ baseUrl, token }: ProbedPlace, gate?: CallGate): Promise<Probe> {
  const client = createRetoolClient({ baseUrl, token, gate });
  try {
    return await probeAccount(client);
  } finally {
    await client.close();
  }
}

/** Probes a connected account; the calls are paid from its rate budget. */
export async function probeConnected(db: Db, account: Account, place: ProbedPlace): Promise<Probe> {
  const gate = createBudgetGate(db, {
    accountId: account.id,
    limit: account.rateLimit ?? defaultRateLimit,
    lane: 'people',
    maxWaitMs: 90_000,
  });
  try {
    return await probePlace(place, gate);
  } finally {
    await gate.close();
  }
}
