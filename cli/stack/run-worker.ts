import { createDataConverter } from '../../codec/data-converter.js';
import { type RunningHttpServer, startHttpServer } from '../../http/start-http-server.js';
import { type RunningWorker, startWorker } from '../../worker/start-worker.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';

export interface WorkerOptions {
  codecServer?: boolean;
}

/** Runs a worker, with health and codec server where they are asked for, until it is stopped. */
export async function runWorker(context: CliContext, options: WorkerOptions): Promise<void> {
  const { terminal } = context;
  const stop = context.awaitStop();
  const temporal = await context.localTemporal();
  const worker = await startWorker({
    databaseUrl: await context.databaseUrl(),
    encryptionKeys: await context.keys(),
    policy: context.config().policy,
    logLevel: context.config().logLevel,
    ...(temporal && { temporal }),
  });
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
