import { loadPolicy } from '../../config/policy-file.js';
import { requireAccounts } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { parseAttributes } from './attributes-option.js';
import type { PersonRunOptions } from './onboard.js';
import { requestRun } from './request-run.js';

/** Gives a mover what the policy says now and takes the old access after the overlap, or suspends somebody; at once. */
export async function moveOrSuspend(
  context: CliContext,
  kind: 'move' | 'suspend',
  name: string,
  options: PersonRunOptions,
): Promise<void> {
  const { db } = await context.database();
  const loaded = await loadPolicy(context.config().policy);
  const accounts = await requireAccounts(db, options.account ?? []);
  if (accounts.length === 0) throw new UsageError('No account is connected.', 'First: steward account add NAME');
  const request = {
    kind,
    name,
    reason: options.reason ?? null,
    wanted: {},
    accounts,
    onlyAccounts: options.account ?? null,
    effectiveAt: context.now(),
    effectiveDay: null,
    timeZone: loaded.policy.defaultTimeZone,
    ...(kind === 'move' && { about: { attributes: parseAttributes(options.attribute ?? []) } }),
  };
  await requestRun(context, request, loaded, options);
}
