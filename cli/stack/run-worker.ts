import { createDataConverter } from '../../codec/data-converter.js';
import { type RunningHttpServer, startHttpServer } from '../../http/start-http-server.js';
import type { RunningWorker } from '../../worker/start-worker.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { startWorkerUnlessStopped } from './start-worker-unless-stopped.js';

export interface WorkerOptions {
  codecServer?: boolean;
}

/** Runs a worker, with health and codec server where they are asked for, until it is stopped. */
export async function runWorker(context: CliContext, options: WorkerOptions): Promise<void> {
  const { terminal } = context;
  const stopping = new AbortController();
  const stop = context.awaitStop().finally(() => stopping.abort());
  const worker = await start(context, stopping.signal);
  if (!worker) return terminal.say('Stopped before it ran.');
  const ended = worker.ended.catch((error: unknown) => {
    throw new FailedError(`The worker broke: ${error instanceof Error ? error.message : 'no reason was given'}.`);
  });
  let servers: RunningHttpServer[] = [];
  try {
    servers = await startServers(context, worker, options);
    terminal.say('The worker runs. Ctrl-C stops it.');
    const signal = await Promise.race([stop, ended]);
    if (signal !== undefined) terminal.say('Stopping: steps under way may end.');
  } finally {
    await worker.stop().catch(() => {});
    for (const server of servers) await server.close();
  }
}

/** Undefined when it was stopped before it ran. */
async function start(context: CliContext, signal: AbortSignal): Promise<RunningWorker | undefined> {
  const temporal = await context.localTemporal();
  const options = {
    databaseUrl: await context.databaseUrl(),
    encryptionKeys: await context.keys(),
    policy: context.config().policy,
    logLevel: context.config().logLevel,
    ...(temporal && { temporal }),
  };
  return await startWorkerUnlessStopped(options, signal).catch((error: unknown) => {
    if (error === signal.reason) return undefined;
    throw error;
  });
}

async function startServers(
  context: CliContext,
  worker: RunningWorker,
  { codecServer }: WorkerOptions,
): Promise<RunningHttpServer[]> {
  const { healthServer, codecServer: codecSettings } = context.config();
  const servers: RunningHttpServer[] = [];
  if (healthServer) {
    const ready = { worker: () => worker.health().ready };
    servers.push(await startHttpServer({ ...healthServer, health: { ready } }));
  }
  if (codecServer) {
    const { host, port, token, webUiOrigin } = codecSettings;
    const { payloadCodecs: codecs } = createDataConverter(await context.keys());
    servers.push(await startHttpServer({ host, port, codec: { codecs, webUiOrigin, token } }));
  }
  for (const { url } of servers) context.terminal.say(`Serving ${url}`);
  return servers;
}
