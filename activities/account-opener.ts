import type { AccountId } from '../domain/account.js';
import { type CallGate, isChange } from '../domain/call-gate.js';
import type { LedgerCall } from '../domain/ledger.js';
import { type CallCosts, defaultRateLimit, type Lane, type RateLimit } from '../domain/rate.js';
import type { RetoolClient } from '../retool/client.js';
import { TokenError } from '../domain/token.js';
import { type Account, getAccount, updateAccount } from '../store/accounts.js';
import type { BudgetGate } from '../store/budget-gate.js';
import { confirmFingerprint, resolveToken, TokenUnavailableError, type TokenReaders } from '../store/credentials.js';
import type { Db } from '../store/database.js';

/** An account that may be called, with a client whose calls are paid from its rate budget. */
export interface OpenedAccount {
  account: Account;
  client: RetoolClient;
}

export interface OpenOptions {
  accountId: AccountId;
  /** Whom the calls serve. */
  lane: Lane;
  /** Compare the organization in any case, not only when the token changed. */
  confirm?: boolean;
  signal: AbortSignal;
  /** Hears of each call once it has ended, for the record. */
  onCall?: (call: LedgerCall) => void;
  /** Is asked once more, just before it is sent, whether a change is still wanted that had to wait; throws if not. */
  assertWanted?: () => Promise<void>;
}

/**
 * Works on an account with its token as it is now. When it is not the one for which the organization was last
 * confirmed, or when asked to, the organization is compared with the pinned one first.
 *
 * @throws AccountNotFoundError, TokenUnavailableError, WrongOrganizationError, or what Retool said
 */
export type WithAccount = <T>(options: OpenOptions, work: (opened: OpenedAccount) => Promise<T>) => Promise<T>;

export interface AccountOpenerDeps {
  db: Db;
  tokens: TokenReaders;
  /** Makes a client over the worker's connections. */
  createClient(options: {
    baseUrl: string;
    token: string;
    gate: CallGate;
    costs?: CallCosts | undefined;
  }): RetoolClient;
  createGate(budget: { accountId: AccountId; limit: RateLimit; lane: Lane }): BudgetGate;
}

/** The token of an account belongs to another organization: going on could change the wrong company. */
export class WrongOrganizationError extends Error {
  override readonly name = 'WrongOrganizationError';
}

export function createAccountOpener(deps: AccountOpenerDeps): WithAccount {
  const { db, tokens, createGate } = deps;
  return async ({ accountId, lane, confirm = false, signal, onCall, assertWanted }, work) => {
    const account = await getAccount(db, accountId);
    const { token, fingerprint, confirmed } = await resolveToken(db, tokens, accountId);
    const limit = account.rateLimit ?? defaultRateLimit;
    const gate = createGate({ accountId, limit, lane });
    try {
      const asking = assertWanted ? askingAgain(gate, assertWanted) : gate;
      const heard = onCall ? hearingCalls(asking, onCall) : asking;
      const client = createClient(deps, { baseUrl: account.baseUrl, token, gate: heard, costs: limit.costs });
      if (confirm || !confirmed) await confirmOrganization(db, account, client, signal);
      if (!confirmed) await confirmFingerprint(db, accountId, fingerprint);
      return await work({ account, client });
    } finally {
      await gate.close();
    }
  };
}

/** What was asked so long ago is asked again. */
const longAgoMs = 1_000;

/** The gate, and behind it a last question to changes that come long after the account was opened, or after the last one. */
function askingAgain(gate: CallGate, assertWanted: () => Promise<void>): CallGate {
  let askedAt = performance.now();
  return {
    async before(call, signal) {
      await gate.before(call, signal);
      if (!isChange(call) || performance.now() - askedAt <= longAgoMs) return;
      askedAt = performance.now();
      await assertWanted();
    },
    after: (call, outcome) => gate.after(call, outcome),
  };
}

/** The gate, and whoever wants to hear of the calls that passed it. */
function hearingCalls(gate: CallGate, onCall: (call: LedgerCall) => void): CallGate {
  const sentAt = new WeakMap<object, string>();
  return {
    async before(call, signal) {
      await gate.before(call, signal);
      sentAt.set(call, new Date().toISOString());
    },
    async after(call, outcome) {
      const { method, template } = call;
      onCall({ method, template, status: outcome.status ?? null, sentAt: sentAt.get(call) ?? '' });
      await gate.after(call, outcome);
    },
  };
}

function createClient(
  deps: AccountOpenerDeps,
  options: Parameters<AccountOpenerDeps['createClient']>[0],
): RetoolClient {
  try {
    return deps.createClient(options);
  } catch (error) {
    throw error instanceof TokenError ? new TokenUnavailableError(error.message) : error;
  }
}

/** Stops the account when another organization answers. */
async function confirmOrganization(db: Db, account: Account, client: RetoolClient, signal: AbortSignal): Promise<void> {
  const { id } = await client.organization.get(signal);
  if (id === account.organizationId) return;
  await updateAccount(db, account.id, { state: 'stopped', stateReason: 'wrong-organization' });
  throw new WrongOrganizationError(
    `Another organization answers with the token of ${account.name}. The account is stopped; nothing was read.`,
  );
}
