import { addOperator } from '../../store/operators.js';
import { findPlan } from '../../store/run-plans.js';
import { findRunByWorkflowId } from '../../store/runs.js';
import { awaitVerified } from './await-verified.js';
import type { BenchStack } from './bench-stack.js';
import { hireLeaver } from './hire-leaver.js';
import type { CompanyAccount } from './offboard-company.js';
import { planMinimum } from './plan-minimum.js';
import { say } from './report.js';

/** One leaver in all accounts. */
export interface LeaverTimes {
  /** From the start of the command's process, and from when the request was written down, to verified. */
  fromCommandMs: number;
  fromRequestMs: number;
  /** Calls and points in each account, beside the least that the plan takes. */
  spent: { calls: number; points: number; least: { calls: number; points: number } }[];
}

/** Offboards one person after the other by `steward offboard --now`, in accounts that make nobody wait. */
export async function offboardOneByOne(
  stack: BenchStack,
  accounts: CompanyAccount[],
  count: number,
): Promise<LeaverTimes[]> {
  const expiresAt = new Date(Date.now() + 86_400_000);
  const { key } = await addOperator(stack.db, { name: 'bench', role: 'operator', expiresAt });
  const times: LeaverTimes[] = [];
  // The first one is not counted: then code is compiled and connections are made.
  for (let number = 0; number <= count; number++) {
    const leaver = await offboardByCommand(stack, accounts, `alone-${number}@acme.example`, key);
    if (number > 0) times.push(leaver);
    say(
      `leaver ${number}: ${Math.round(leaver.fromCommandMs)} ms from the command, ${leaver.fromRequestMs} ms from the request`,
    );
  }
  return times;
}

async function offboardByCommand(
  stack: BenchStack,
  accounts: CompanyAccount[],
  email: string,
  operatorKey: string,
): Promise<LeaverTimes> {
  const { db } = stack;
  for (const { simulated } of accounts) hireLeaver(simulated, email);
  const before = accounts.map(({ simulated }) => simulated.totals());
  const chosen = accounts.flatMap(({ account }) => ['--account', account.name]);
  const begin = Date.now();
  const printed = await stack.runSteward(['offboard', email, '--now', ...chosen], {
    STEWARD_OPERATOR_KEY: operatorKey,
  });
  const started = await findRunByWorkflowId(db, printed.trim());
  if (!started) throw new Error('The command named no run.');
  const run = await awaitVerified(db, started.id);
  const verifiedAt = run.verifiedAt?.getTime() ?? NaN;
  return {
    fromCommandMs: verifiedAt - begin,
    fromRequestMs: verifiedAt - run.askedAt.getTime(),
    spent: await Promise.all(
      accounts.map(async ({ account, simulated }, index) => {
        const plan = await findPlan(db, { runId: run.id, accountId: account.id });
        if (!plan) throw new Error(`No plan was kept for ${account.name}.`);
        const { admitted, spent } = simulated.totals();
        return {
          calls: admitted - (before[index]?.admitted ?? 0),
          points: spent - (before[index]?.spent ?? 0),
          least: planMinimum(plan.plan),
        };
      }),
    ),
  };
}
