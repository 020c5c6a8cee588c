import { loadPolicy } from '../../config/policy-file.js';
import type { WantedState } from '../../domain/plan/wanted-state.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { requireAccount } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { requestRun } from '../lifecycle/request-run.js';
import { chooseEnd } from './choose-end.js';
import { requireGroupToJoin } from './find-group.js';

/** What an operator wants changed for one user in one account. */
export type AccessWish =
  | { change: 'grant'; group: string; groupAdmin?: boolean }
  | { change: 'revoke'; group: string }
  | { change: 'enable' }
  | { change: 'disable' }
  | { change: 'seat'; seat: 'builder' | 'internalUser' | 'externalUser' };

export interface AccessOptions {
  account: string;
  reason: string;
  until?: string;
  timeZone?: string;
  dryRun?: boolean;
  wait?: boolean;
}

/** Starts a change of what one user has in one account, or with `--dry-run` shows what it would do. */
export async function changeAccess(
  context: CliContext,
  name: string,
  wish: AccessWish,
  options: AccessOptions,
): Promise<void> {
  const { db } = await context.database();
  const loaded = await loadPolicy(context.config().policy);
  const now = context.now();
  const end = chooseEnd(options, loaded.policy, now);
  const account = await requireAccount(db, options.account);
  const wanted = await toWanted(db, account, wish);
  const request = {
    kind: 'access' as const,
    name,
    reason: options.reason,
    wanted: { inAccounts: { [account.id]: wanted } },
    accounts: [account],
    onlyAccounts: [account.name],
    effectiveAt: now,
    effectiveDay: null,
    timeZone: end?.timeZone ?? loaded.policy.defaultTimeZone,
    endsAt: end?.endsAt,
  };
  await requestRun(context, request, loaded, options);
}

async function toWanted(db: Db, account: Account, wish: AccessWish): Promise<WantedState> {
  switch (wish.change) {
    case 'grant': {
      const { id: groupId, name: groupName } = await requireGroupToJoin(db, account, wish.group);
      const isGroupAdmin = wish.groupAdmin ? { isGroupAdmin: true } : {};
      return { memberships: { present: [{ groupId, groupName, ...isGroupAdmin }], absent: [] } };
    }
    case 'revoke': {
      const { id } = await requireGroupToJoin(db, account, wish.group);
      return { memberships: { present: [], absent: [id] } };
    }
    case 'enable':
      return { active: true };
    case 'disable':
      return { active: false, sessions: 'ended' };
    case 'seat':
      return { seat: wish.seat };
  }
}
