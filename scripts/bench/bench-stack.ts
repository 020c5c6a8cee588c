import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectTemporal } from '../../client/connect-temporal.js';
import { ensureSearchAttributes } from '../../client/search-attributes.js';
import { createDataConverter } from '../../codec/data-converter.js';
import { createSealer } from '../../codec/sealer.js';
import { childEnvironment } from '../../config/child-environment.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { loadConfig } from '../../config/load-config.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import { findFreePort } from '../../local/free-port.js';
import { type Stack, startStack } from '../../local/stack.js';
import { migrate } from '../../store/migrate.js';
import { openDatabase } from '../../store/pool.js';
import { closeOnSignal } from './close-on-signal.js';
import { say } from './report.js';

const steward = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

type Closer = () => Promise<unknown>;

interface Closers {
  clients: Closer[];
  servers: Closer[];
}

/** PostgreSQL and Temporal. */
type StartServers = (folder: string) => Promise<Pick<Stack, 'databaseUrl' | 'temporal' | 'close'>>;

export interface BenchStackOptions {
  policy?: string;
  /** Starts both servers in a folder; given by whoever wants to have them in hand. */
  startServers?: StartServers;
}

const startOwnServers: StartServers = (folder) =>
  startStack({
    stateFolder: folder,
    cacheFolder: cacheFolder(),
    onStep: ({ title, detail }) => say(`${title}: ${detail}`),
    log: say,
  });

/** Where downloaded executables are kept. */
export const cacheFolder = (): string => loadConfig(childEnvironment()).cacheDir;

/**
 * PostgreSQL, Temporal and a real worker process, in a temporary folder and with keys of their own. Servers and settings
 * of the user are left alone. Nothing stays behind, also when the benchmark is told to end.
 */
export async function startBenchStack({ policy, startServers = startOwnServers }: BenchStackOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'steward-bench-'));
  const closers: Closers = { clients: [], servers: [() => rm(folder, { recursive: true, force: true })] };
  const opening = open(folder, closers, policy, startServers);
  const closeServers = async () => {
    await opening.catch(() => undefined);
    await closeAll(closers.servers);
  };
  let closing: Promise<void> | undefined;
  /** Whoever asks second waits for the same end. */
  const close = () => (closing ??= closeServers());
  // Clients are left open then: somebody is using them, and they end with the process.
  const ignoreSignals = closeOnSignal(close);
  const end = async () => {
    if (!closing) await closeAll(closers.clients);
    await close();
    ignoreSignals();
  };
  try {
    return { ...(await opening), close: end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function closeAll(closers: Closer[]): Promise<void> {
  for (const closer of closers.splice(0).reverse()) await closer();
}

export type BenchStack = Awaited<ReturnType<typeof startBenchStack>>;

async function open(
  folder: string,
  { clients, servers }: Closers,
  policy: string | undefined,
  startServers: StartServers,
) {
  const policyFile = join(folder, 'policy.yaml');
  if (policy !== undefined) await writeFile(policyFile, policy);
  const keys = generateKeyRing();
  const stack = await startServers(folder);
  servers.push(() => stack.close());
  const {
    db,
    pool,
    close: closeDatabase,
  } = openDatabase({ url: stack.databaseUrl, applicationName: 'bench', maxConnections: 4 });
  clients.push(closeDatabase);
  await migrate(pool);
  const { address, namespace } = stack.temporal;
  const temporal = await connectTemporal({ address, namespace, dataConverter: createDataConverter(keys) });
  clients.push(() => temporal.close());
  await ensureSearchAttributes(temporal.connection, namespace);
  const env = {
    ...childEnvironment(),
    DATABASE_URL: stack.databaseUrl,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    STEWARD_ENCRYPTION_KEYS: formatKeyRing(keys),
    STEWARD_STATE_DIR: folder,
    STEWARD_LOG_LEVEL: 'warn',
    ...(policy !== undefined && { STEWARD_POLICY_FILE: policyFile }),
  };
  return {
    db,
    client: temporal.client,
    sealer: createSealer(keys),
    databaseUrl: stack.databaseUrl,
    /** Runs a `steward` command in a process of its own, and gives what it printed. */
    async runSteward(args: string[], variables: Record<string, string> = {}): Promise<string> {
      const command = spawn(process.execPath, [steward, ...args], { env: { ...env, ...variables } });
      const printed: Buffer[] = [];
      let said = '';
      command.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
      command.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const [code] = (await once(command, 'close')) as [number | null];
      if (code !== 0) throw new Error(`steward ${args.join(' ')} ended with ${code}: ${said}`);
      return Buffer.concat(printed).toString();
    },
    /** A `steward worker` in a process of its own. */
    async startWorker(): Promise<{
      pid: number;
      exitCode: Promise<number | null>;
      close: () => Promise<void>;
      kill: () => Promise<void>;
    }> {
      const worker = spawn(process.execPath, [steward, 'worker'], { env, stdio: ['ignore', 2, 2] });
      servers.push(() => stop(worker));
      if (worker.pid === undefined) throw new Error('The worker did not start.');
      const exitCode = once(worker, 'exit').then(([code]) => code as number | null);
      return { pid: worker.pid, exitCode, close: () => stop(worker), kill: () => stop(worker, 'SIGKILL') };
    },
    /** A `steward server` in a process of its own, once it is ready. */
    async startServer(at?: number): Promise<{ url: string; port: number; kill: () => Promise<void> }> {
      const port = at ?? (await findFreePort());
      const variables = { ...env, STEWARD_HTTP_PORT: String(port) };
      const server = spawn(process.execPath, [steward, 'server'], { env: variables, stdio: ['ignore', 2, 2] });
      servers.push(() => stop(server));
      const url = `http://127.0.0.1:${port}`;
      for (;;) {
        if (server.exitCode !== null) throw new Error('The server did not start.');
        const isReady = await fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
        if (isReady) return { url, port, kill: () => stop(server, 'SIGKILL') };
        await pause(50);
      }
    },
  };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
