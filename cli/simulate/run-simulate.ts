import {
  assumptions,
  describeAccount,
  startSimulator,
  type AccountSpec,
  type LatencySpec,
  type Plan,
  type ProfileName,
  type RateLimitSpec,
  type Simulator,
} from '../../simulator/index.js';
import type { CliContext } from '../context.js';
import { EnvironmentError } from '../exit.js';
import { formatCounted } from '../output/count.js';
import { renderJson } from '../output/json.js';

export interface SimulateOptions {
  port: number;
  accounts: number;
  users: number;
  groups: number;
  memberships?: number;
  profile: ProfileName[];
  plan: Plan;
  rateLimit: RateLimitSpec['kind'];
  window: number;
  latency: LatencySpec;
  seed: string;
  empty?: boolean;
  json?: boolean;
  assumptions?: boolean;
}

/** Simulates organizations until it is stopped; or prints what is assumed of Retool. */
export async function runSimulate(context: CliContext, options: SimulateOptions): Promise<void> {
  if (options.assumptions) return await printAssumptions(context, options);
  const stop = context.awaitStop();
  const simulator = await startSimulator({ port: options.port, seed: options.seed, accounts: toSpecs(options) }).catch(
    (error: unknown) => {
      throw explainStart(error, options.port);
    },
  );
  try {
    await context.terminal.write(options.json ? renderLine(simulator) : renderAccounts(simulator));
    context.terminal.say(`Faults, journal and changes: ${simulator.url}/_simulator. Ctrl-C stops it.`);
    await stop;
  } finally {
    await simulator.close();
  }
}

function toSpecs(options: SimulateOptions): AccountSpec[] {
  return Array.from({ length: options.accounts }, (_, index) => ({
    name: `acme-${index + 1}`,
    profile: options.profile[index % options.profile.length] ?? '4.70',
    plan: options.plan,
    users: options.users,
    groups: options.groups,
    ...(options.memberships !== undefined && { memberships: options.memberships }),
    rateLimit: { kind: options.rateLimit, windowMs: options.window },
    latency: options.latency,
    empty: options.empty ?? false,
  }));
}

function explainStart(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new EnvironmentError(`Port ${port} is taken.`, 'Choose another with --port.', error);
  if (code === 'EACCES') return new EnvironmentError(`Port ${port} is not permitted.`, 'Choose one above 1023.', error);
  return error;
}

function renderLine(simulator: Simulator): string {
  const control = `${simulator.url}/_simulator`;
  return `${JSON.stringify({ url: simulator.url, control, accounts: simulator.accounts.map(describeAccount) })}\n`;
}

function renderAccounts({ accounts }: Simulator): string {
  const blocks = accounts.map((account) => {
    const { users, groups } = account.counts();
    return [
      `${account.name} · Retool ${account.profile} · ${account.plan} plan · ${formatCounted(users, 'user')} · ${formatCounted(groups, 'group')}`,
      `  base URL         ${account.baseUrl}`,
      `  shared gateway   ${account.gatewayUrl}`,
      `  token            ${account.tokens.full}`,
      `  read-only token  ${account.tokens.read}`,
      '',
    ].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

async function printAssumptions({ terminal }: CliContext, { json }: SimulateOptions): Promise<void> {
  if (json) return terminal.write(renderJson(assumptions));
  for (const { id, question, assumption, switch: behaviour } of assumptions) {
    const switchable = behaviour ? ` (switch: ${behaviour})` : '';
    await terminal.print(`${id}${switchable}\n  ${question}\n  ${assumption}\n`);
  }
}
