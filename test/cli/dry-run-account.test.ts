import { expect, it } from 'vitest';
import type { WithAccount } from '../../activities/account-opener.js';
import type { CliContext } from '../../cli/context.js';
import { dryRunAccount, type DryRunQuery } from '../../cli/offboard/dry-run-account.js';
import { RetoolUnreachableError } from '../../retool/retool-error.js';
import type { Account } from '../../store/accounts.js';
import { BudgetWaitError } from '../../store/budget-gate.js';

const dryRun = async (error: Error) => {
  const withAccount: WithAccount = () => Promise.reject(error);
  const context = { exitCode: 0, database: () => Promise.resolve({}) } as unknown as CliContext;
  const shown = await dryRunAccount(context, withAccount, { id: 'a' } as Account, {} as DryRunQuery);
  return { ...shown, exitCode: context.exitCode };
};

it('tells of an account whose rate budget is used up how long to wait, and goes on to the next one', async () => {
  expect(await dryRun(new BudgetWaitError(41_000))).toMatchObject({
    ...{ title: 'could not be read', isDisabled: false, exitCode: 1 },
    lines: [expect.stringMatching(/used up for the next 41 s\. Wait so long, then try again/)],
  });
});

it('tells what Retool said, and ends for anything else', async () => {
  const unreachable = new RetoolUnreachableError(
    { method: 'GET', template: '/users' },
    'ECONNREFUSED',
    'cannot be reached',
  );
  expect(await dryRun(unreachable)).toMatchObject({ exitCode: 1, lines: [`  ✖ ${unreachable.message}`] });
  await expect(dryRun(new TypeError('a bug'))).rejects.toThrow('a bug');
});
