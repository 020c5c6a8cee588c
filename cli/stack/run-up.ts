import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { webUiLink } from '../../client/web-ui-link.js';
import { PolicyError } from '../../config/policy-error.js';
import { loadPolicy } from '../../config/policy-file.js';
import { withStartLock } from '../../local/start-lock.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { formatDuration, formatRecent } from '../output/time.js';
import { type Simulated, simulateAccounts } from './simulate-accounts.js';
import { findLocalStack, type LocalStack, removeLocalStack, writeLocalStack } from './stack-file.js';
import { type RunningSteward, startSteward } from './start-steward.js';

export interface UpOptions {
  simulate?: boolean;
}

/** Starts everything and stays until it is stopped; one that runs already is only told about. */
export async function runUp(context: CliContext, { simulate }: UpOptions): Promise<void> {
  const { terminal } = context;
  const { stateDir } = context.config();
  const stop = stopSignal(context);
  let simulated: Simulated | undefined;
  let steward: RunningSteward | undefined;
  let isUp = false;
  try {
    steward = await startOnce(context, stop);
    if (!steward) return;
    if (simulate) simulated = await simulateAccounts(context, stop);
    isUp = true;
    await tellAddresses(context, steward);
    await tellPolicyProblem(context);
    await stay(context, steward, stop);
  } catch (error) {
    if (error !== stop.reason) throw error;
  } finally {
    await simulated?.close();
    await steward?.close();
    removeLocalStack(stateDir, process.pid);
  }
  terminal.say(isUp ? 'Stopped. The data stays for the next "steward up".' : 'Stopped before it was up.');
}

function stopSignal(context: CliContext): AbortSignal {
  const stop = new AbortController();
  void context.awaitStop().then(() => stop.abort());
  return stop.signal;
}

/** Of several that start at once one starts the stack, the others wait and find it. */
async function startOnce(context: CliContext, stop: AbortSignal): Promise<RunningSteward | undefined> {
  const { terminal } = context;
  const config = context.config();
  await mkdir(config.stateDir, { recursive: true, mode: 0o700 });
  const startOrFind = async () => {
    const running = findLocalStack(config.stateDir);
    if (running) {
      await tellRunning(context, running);
      return undefined;
    }
    stop.addEventListener('abort', () => terminal.say('Stopping. Ctrl-C again ends it at once.'));
    terminal.say('Starting. Ctrl-C stops everything.');
    const steward = await startSteward({
      config,
      keys: await context.keys(),
      onStep: (step) => terminal.say(stepLine(context, step)),
      log: (line) => terminal.say(`    ${line}`),
      signal: stop,
    });
    writeLocalStack(config.stateDir, toFile(context, steward));
    return steward;
  };
  return await withStartLock(join(config.stateDir, 'up.starting'), startOrFind, stop);
}

function stepLine({ terminal }: CliContext, step: { title: string; detail: string; durationMs: number }): string {
  const sign = terminal.talkColours.green('✔');
  return `  ${sign} ${step.title.padEnd(16)} ${step.detail}  ${terminal.talkColours.dim(formatDuration(step.durationMs))}`;
}

function toFile(context: CliContext, { temporal, codecUrl, doorUrl }: RunningSteward): LocalStack {
  return {
    pid: process.pid,
    startedAt: context.now().toISOString(),
    temporalAddress: temporal.address,
    namespace: temporal.namespace,
    codecUrl,
    doorUrl,
    ...(temporal.webUiUrl !== undefined && { webUiUrl: temporal.webUiUrl }),
  };
}

async function tellAddresses({ terminal }: CliContext, { temporal, codecUrl, doorUrl }: RunningSteward): Promise<void> {
  const { webUiUrl, address, namespace } = temporal;
  if (webUiUrl !== undefined) {
    await terminal.print(`Web UI    ${webUiLink(webUiUrl, namespace, { query: '' }).replace(/\?query=$/, '')}`);
  }
  await terminal.print(`Temporal  ${address} (namespace ${namespace})`);
  await terminal.print(`codec     ${codecUrl}`);
  await terminal.print(`HR door   ${doorUrl}`);
  terminal.say('Next, in another terminal: steward account add NAME');
}

/** The worker says it in its log, where the reader of this does not look. */
async function tellPolicyProblem({ terminal, config }: CliContext): Promise<void> {
  try {
    await loadPolicy(config().policy);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    terminal.say(`The policy file cannot be used; new runs wait until it is mended:\n${error.message}`);
  }
}

async function tellRunning({ terminal, now, zone }: CliContext, running: LocalStack): Promise<void> {
  const since = formatRecent(new Date(running.startedAt), now(), zone);
  terminal.say(`It runs already, since ${since} (process ${running.pid}).`);
  if (running.webUiUrl !== undefined) await terminal.print(`Web UI    ${running.webUiUrl}`);
  await terminal.print(`Temporal  ${running.temporalAddress} (namespace ${running.namespace})`);
}

async function stay({ config }: CliContext, steward: RunningSteward, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  const stopped = new Promise<undefined>((resolve) => stop.addEventListener('abort', () => resolve(undefined)));
  const failure = await Promise.race([stopped, steward.failed]);
  if (failure === undefined) return;
  throw new FailedError(`${failure} ended unexpectedly.`, `Look at the logs in ${config().stateDir}, then: steward up`);
}
