import { defaultRateLimit } from '../../domain/rate.js';
import { createRetoolClient, type RetoolClientOptions } from '../../retool/client.js';
import { type Probe, probeAccount } from '../../retool/probe.js';
import type { Account } from '../../store/accounts.js';
import { createBudgetGate } from '../../store/budget-gate.js';
import type { CliContext } from '../context.js';
import type { Terminal } from '../output/terminal.js';
import { formatDuration } from '../output/time.js';

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

/** Probes a connected account; the calls are paid from its rate budget, and a wait for that is told. */
export async function probeConnected(context: CliContext, account: Account, place: ProbedPlace): Promise<Probe> {
  const { db } = await context.database();
  const limit = account.rateLimit ?? defaultRateLimit;
  const gate = createBudgetGate(db, {
    accountId: account.id,
    limit,
    lane: 'people',
    maxWaitMs: 90_000,
    onWait: tellFirstWait(context.terminal, account.name),
  });
  try {
    return await probePlace(place, { gate, costs: limit.costs });
  } finally {
    await gate.close();
  }
}

/** Shorter waits are not noticed. */
const tellingWaitMs = 500;

function tellFirstWait({ say }: Terminal, accountName: string): (waitMs: number) => void {
  let isTold = false;
  return (waitMs) => {
    if (isTold || waitMs < tellingWaitMs) return;
    isTold = true;
    say(`Waiting ${formatDuration(waitMs)} for the rate budget of ${accountName}, which syncs use as well.`);
  };
}
