import { startSimulator, type AccountSpec, type LatencySpec, type RateLimitSpec } from '../../simulator/index.js';

/** What the benchmark asks of the simulator, which runs in a process of its own. */
export type SimulatorRequest =
  | { ask: 'start'; account: AccountSpec }
  | { ask: 'latency'; latency: LatencySpec }
  | { ask: 'rate-limit'; limit: RateLimitSpec }
  | { ask: 'change'; share: number; seed: string }
  | { ask: 'totals' }
  | { ask: 'calls-since'; since: number };

export interface StartedSimulator {
  baseUrl: string;
  token: string;
  organizationId: string;
  counts: { users: number; groups: number; memberships: number; invites: number };
}

/** One call that was answered: when (ms since 1970), with what status, for how many points. */
export interface SimulatedCall {
  at: number;
  status: number;
  points: number;
}

let simulator: Awaited<ReturnType<typeof startSimulator>> | undefined;

async function answer(request: SimulatorRequest): Promise<unknown> {
  if (request.ask === 'start') {
    simulator = await startSimulator({ accounts: [request.account] });
    const account = simulator.account(request.account.name);
    const { baseUrl, tokens, organizationId } = account;
    return { baseUrl, token: tokens.read, organizationId, counts: account.counts() } satisfies StartedSimulator;
  }
  const account = simulator?.accounts[0];
  if (!simulator || !account) throw new Error('The simulator was not started.');
  switch (request.ask) {
    case 'latency':
      return account.setLatency(request.latency);
    case 'rate-limit':
      return account.setRateLimit(request.limit);
    case 'change':
      return account.change.changeShare(request.share, request.seed);
    case 'totals':
      return account.totals();
    case 'calls-since':
      return simulator.journal
        .entries()
        .filter(({ at }) => Date.parse(at) >= request.since)
        .map(({ at, status, cost }): SimulatedCall => ({ at: Date.parse(at), status: status ?? 0, points: cost }));
  }
}

process.on('message', (request: SimulatorRequest) => {
  answer(request).then(
    (value) => process.send?.({ value: value ?? null }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
