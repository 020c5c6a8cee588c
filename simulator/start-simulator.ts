import type { AddressInfo } from 'node:net';
import { TokenRegistry } from './access-tokens.js';
import { parseAccountSpec, type AccountSpec } from './account-spec.js';
import { createSystemClock, type Clock } from './clock.js';
import { addControlApi } from './control-api.js';
import { createServer } from './create-server.js';
import { FaultRules, type Faults } from './faults.js';
import type { Host } from './host.js';
import { CallJournal, type Journal } from './journal.js';
import { createAccount, type SimulatedAccount } from './simulated-account.js';

export interface SimulatorOptions {
  accounts: AccountSpec[];
  /** Any free port unless given. Only this machine can reach it. */
  port?: number;
  /** The same seed gives the same organizations. */
  seed?: string | number;
  /** The time of everything: timestamps, rate limits, latencies. The real one unless given. */
  clock?: Clock;
}

export interface Simulator {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly accounts: readonly SimulatedAccount[];
  /** Throws when there is no such account. */
  account(name: string): SimulatedAccount;
  readonly faults: Faults;
  readonly journal: Journal;
  /** Cuts open connections and waits that are going on. */
  close(): Promise<void>;
}

/** Starts simulated Retool organizations on this machine. Throws when an account is described wrongly or the port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const stop = new AbortController();
  const clock = options.clock ?? createSystemClock(stop.signal);
  const tokens = new TokenRegistry();
  const faults = new FaultRules();
  const journal = new CallJournal();
  const hosts = new Map<string, Host>();
  let url = '';

  const accounts = options.accounts.map((given) => {
    const spec = parseAccountSpec(given);
    if (hosts.has(spec.name)) throw new Error(`There are two simulated accounts named ${spec.name}.`);
    const { host, account } = createAccount({
      spec,
      seed: String(options.seed ?? 1),
      today: Math.floor(clock.now() / 86_400_000) * 86_400_000,
      clock,
      tokens,
      url: () => url,
      hostByName: (name) => getHost(hosts, name),
    });
    hosts.set(spec.name, host);
    return account;
  });

  const hostOf = ({ name }: { name: string }) => getHost(hosts, name);
  const app = createServer({ tokens, faults, journal, clock, hostOf }, hosts);
  const simulator: Simulator = {
    get url() {
      return url;
    },
    accounts,
    account(name) {
      const found = accounts.find((account) => account.name === name);
      if (!found) throw new Error(`There is no simulated account ${name}.`);
      return found;
    },
    faults,
    journal,
    async close() {
      stop.abort();
      await app.close();
    },
  };
  addControlApi(app, simulator);
  await app.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return simulator;
}

function getHost(hosts: ReadonlyMap<string, Host>, name: string): Host {
  const host = hosts.get(name);
  if (!host) throw new Error(`There is no simulated account ${name}.`);
  return host;
}
