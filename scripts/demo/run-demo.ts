import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pc from 'picocolors';
import { findLocalStack } from '../../cli/stack/stack-file.js';
import { changes } from './chapters/changes.js';
import { connect } from './chapters/connect.js';
import { firstSync } from './chapters/first-sync.js';
import { hrConnects } from './chapters/hr-connects.js';
import { joinerStarts } from './chapters/joiner.js';
import { leaverGoes } from './chapters/leaver.js';
import { lookAround } from './chapters/look-around.js';
import { moverChanges } from './chapters/mover.js';
import { proof } from './chapters/proof.js';
import { startCompany } from './company.js';
import { createDemo, type Demo } from './demo.js';
import { heading, say } from './narrate.js';
import { policy } from './policy.js';
import { createSteward, exitCode } from './steward.js';

export interface DemoOptions {
  stateDir: string;
  cacheDir: string;
  noColor: boolean;
  /** Check the outcome and end, instead of staying up. */
  once: boolean;
  /** How a reader names the state folder. */
  shown?: string;
}

const chapters = [connect, firstSync, changes, hrConnects, joinerStarts, moverChanges, leaverGoes, proof];

/** Plays the demo. Gives 0, or 1 when something did not turn out as it says. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { stateDir, shown } = options;
  say(`\n  ${pc.bold('retool-steward demo')} · nothing leaves this machine\n`);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const policyFile = join(stateDir, 'steward.policy.yaml');
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await writeFile(policyFile, policy);
  const company = await startCompany();
  const steward = createSteward({ ...options, policyFile });
  const stack = steward.stay(['up']);
  try {
    const demo = createDemo({ company, steward, stateDir, stop: stop.signal });
    await play(demo, stack);
    lookAround(demo, shown);
    if (options.once || demo.failures.length > 0) return report(demo.failures);
    say(`\n  It stays up. ${pc.bold('Ctrl-C')} stops everything.\n`);
    await Promise.race([once(stop.signal, 'abort'), once(stack, 'exit')]);
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 1;
    throw error;
  } finally {
    stack.kill('SIGTERM');
    await exitCode(stack);
    await company.close();
  }
}

async function play(demo: Demo, stack: ChildProcess): Promise<void> {
  await demo.until(() => {
    if (stack.exitCode !== null) throw new Error('The stack did not start.');
    return findLocalStack(demo.stateDir) !== undefined;
  });
  for (const [index, { title, play: playChapter }] of chapters.entries()) {
    heading(`${index + 1}  ${title}`);
    await playChapter(demo);
  }
}

function report(failures: string[]): number {
  if (failures.length === 0) {
    say(`\n  ${pc.green('✔')} everything turned out as said\n`);
    return 0;
  }
  for (const failure of failures) say(`  ${pc.red('✖')} not so: ${failure}`);
  return 1;
}
