import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';
import { findLocalStack } from '../../cli/stack/stack-file.js';
import type { Simulator } from '../../simulator/index.js';
import {
  changePeople,
  giveOnPremABadDay,
  giveOnPremATroubledWrite,
  isEnabledAnywhere,
  startCompany,
} from './company.js';
import { createSteward, exitCode, type Steward } from './steward.js';

export interface DemoOptions {
  stateDir: string;
  cacheDir: string;
  noColor: boolean;
  /** Check the outcome and end, instead of staying up. */
  once: boolean;
  /** How a reader names the state folder. */
  shown?: string;
}

/** The first syncs wait for a server that asks to, so this is longer than they take. */
const patienceMs = 60_000;

/** Plays the demo. Gives 0, or 1 when something did not turn out as it says. */
export async function runDemo(options: DemoOptions): Promise<number> {
  say(`\n  ${pc.bold('retool-steward demo')} · nothing leaves this machine\n`);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const steward = createSteward(options.stateDir, options);
  const company = await startCompany();
  const stack = steward.stay(['up']);
  try {
    const failures = await play(steward, company, stack, options, stop.signal);
    if (options.once || failures.length > 0) return report(failures);
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

async function play(
  steward: Steward,
  company: Simulator,
  stack: ChildProcess,
  { stateDir, shown }: DemoOptions,
  signal: AbortSignal,
): Promise<string[]> {
  const failures: string[] = [];
  const check = (ok: boolean, what: string) => {
    if (!ok) failures.push(what);
  };
  await until(signal, () => {
    if (stack.exitCode !== null) throw new Error('The stack did not start.');
    return findLocalStack(stateDir) !== undefined;
  });

  heading('1  Connect two Retool organizations');
  giveOnPremABadDay(company);
  for (const account of company.accounts) {
    const token = account.name === 'acme-cloud' ? account.tokens.full : account.tokens.write;
    const host = account.baseUrl.replace(/\/api\/v2$/, '');
    const args = ['account', 'add', account.name, '--host', host, '--every', '15m', '--write', '--token-stdin'];
    check((await run(steward, args, token)) === 0, `${account.name} is connected`);
  }

  say('\n  Both have a higher rate limit than the usual 300 points a minute, which would make this demo wait.');
  for (const { name } of company.accounts) {
    check((await run(steward, ['account', 'set', name, '--rate-limit', '900'])) === 0, `the limit of ${name} is set`);
  }

  heading('2  Their schedules sync them');
  say('  acme-onprem answers 429 and then 500 for a while: the sync waits as asked, and tries again.\n');
  await until(signal, async () => (await syncedAccounts(steward)).length === 2);
  await run(steward, ['syncs']);
  await run(steward, ['licences']);
  for (const { name, ...account } of company.accounts) {
    const users = await steward.ask<Listed>(['users', '--account', name, '--all']);
    check(rowsOf(users).length === account.counts().users, `the inventory of ${name} is complete`);
  }
  const refused = company.journal
    .entries({ account: 'acme-onprem' })
    .filter(({ status }) => status === 429 || status === 500);
  check(refused.length === 3, 'acme-onprem refused three calls, and was synced all the same');

  heading('3  People change in Retool');
  const changes = changePeople(company);
  for (const { said } of changes) say(`  · ${said}`);

  heading('4  A sync is asked for, and the changes are seen');
  check((await run(steward, ['sync', '--wait'])) === 0, 'the syncs are applied');
  await run(steward, ['changes']);
  const feed = rowsOf(await steward.ask<Listed>(['changes', '--all']));
  for (const { said, account, kind } of changes) {
    check(
      feed.some((row) => row.account === account && row.kind === kind),
      said,
    );
  }

  heading('5  Somebody leaves');
  const leaver = company.account('acme-cloud').special.leaver;
  check((await run(steward, ['offboard', leaver, '--now', '--dry-run'])) === 0, 'the dry run shows a plan');
  check(isEnabledAnywhere(company, leaver), 'the dry run changes nothing');
  say('\n  acme-onprem answers 500 when the user is to be disabled, twice: the step is tried again.');
  giveOnPremATroubledWrite(company);
  const offboard = ['offboard', leaver, '--now', '--reason', 'left today', '--wait'];
  check((await run(steward, offboard)) === 0, 'the leaver is removed everywhere, and it is proven');
  check(!isEnabledAnywhere(company, leaver), 'the leaver cannot sign in anywhere');
  const evidence = join(stateDir, 'evidence.html');
  check(
    (await run(steward, ['evidence', leaver, '--format', 'html', '--out', evidence])) === 0,
    'the evidence is written',
  );
  check((await run(steward, ['evidence', 'verify'])) === 0, 'the ledger is complete and untouched');

  heading('Look around');
  const { webUiUrl } = findLocalStack(stateDir) ?? {};
  say(`  runs        ${webUiUrl ?? ''}/namespaces/default/workflows`);
  say(`  schedules   ${webUiUrl ?? ''}/namespaces/default/schedules`);
  say(`  a Retool    ${company.url}/_simulator/`);
  if (shown !== undefined) {
    say(`\n  export STEWARD_STATE_DIR=${shown}`);
    say('  npx steward users --inactive 90');
    say('  npx steward account test acme-onprem');
    say(`  npx steward run ${leaver}`);
  }
  return failures;
}

/** The listings say as of when they are true beside their rows. */
type Listed = Record<string, unknown>[] | { rows: Record<string, unknown>[] };

function rowsOf(listed: Listed): Record<string, unknown>[] {
  return Array.isArray(listed) ? listed : listed.rows;
}

async function syncedAccounts(steward: Steward): Promise<unknown[]> {
  const syncs = rowsOf(await steward.ask<Listed>(['syncs']));
  return syncs.filter(({ state }) => state === 'applied');
}

async function run(steward: Steward, args: string[], input = ''): Promise<number> {
  say(pc.dim(`\n  $ steward ${args.join(' ')}`));
  return steward.show(args, input);
}

async function until(signal: AbortSignal, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Nothing happened for ${patienceMs / 1000} s: the demo gives up.`);
    await sleep(200, undefined, { signal });
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

function heading(text: string): void {
  say(`\n  ${pc.bold(text)}\n`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
