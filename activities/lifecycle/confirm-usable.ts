import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { AccountId } from '../../domain/account.js';
import { toFailure } from '../failures.js';
import type { LifecycleDeps } from './lifecycle-activities.js';

const firstWaitMs = 15_000;
const longestWaitMs = 15 * 60_000;

/**
 * Asks the account for its organization, and for the policy by which it is worked on. Whatever is wrong may be mended, so every failure is tried again, after a wait
 * that grows to a quarter of an hour: retries leave no events.
 */
export async function confirmUsable(
  { withAccount, policy }: LifecycleDeps,
  accountId: AccountId,
  signal: AbortSignal,
): Promise<void> {
  try {
    await policy();
    await withAccount({ accountId, lane: 'people', confirm: true, signal }, () => Promise.resolve());
  } catch (error) {
    const failure = toFailure(error, signal);
    if (!(failure instanceof ApplicationFailure) || failure.type === 'AccountNotFoundError') throw failure;
    const { attempt } = activityInfo();
    throw ApplicationFailure.create({
      type: failure.type ?? 'Error',
      message: failure.message,
      nextRetryDelay: Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt - 1, 10)),
      category: ApplicationFailureCategory.BENIGN,
    });
  }
}
