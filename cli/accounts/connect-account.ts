import { ensureReconcileSchedule } from '../../client/schedules.js';
import type { AccessMode, SyncTiming } from '../../domain/account.js';
import { isCloud } from '../../retool/normalize-host.js';
import type { Probe } from '../../retool/probe.js';
import {
  AccountNameTakenError,
  insertAccount,
  listAccounts,
  type NewAccount,
  OrganizationTakenError,
} from '../../store/accounts.js';
import { confirmFingerprint, putCredential, tokenFingerprint } from '../../store/credentials.js';
import type { CliContext } from '../context.js';
import { EnvironmentError, UsageError } from '../exit.js';
import type { GivenToken } from '../input/token.js';
import { renderProbeLines } from './print-probe.js';
import { probePlace } from './probe-organization.js';
import { describeProbe, isUsable } from './probe-report.js';
import { tellSchedules } from './tell-schedules.js';

/** How an account shall be connected. */
export interface AccountWish {
  name: string;
  baseUrl: string;
  timing: SyncTiming;
  access: AccessMode;
  tokenOwnerEmail?: string;
  internalDomains: string[];
}

/**
 * Probes the organization and says what was found. Account and token are written together, and only when everything
 * that the account needs works; then its schedule is made, which starts the first sync.
 *
 * @throws UsageError when it is not connected; nothing was written
 */
export async function connectAccount(context: CliContext, wish: AccountWish, given: GivenToken): Promise<void> {
  const { client } = await context.temporal();
  const probe = await probeAndTell(context, wish, given);
  const organizationId = await requireFreeOrganization(context, probe);
  await ensureReconcileSchedule(client);
  await save(context, toNewAccount(wish, probe, organizationId, context.now()), given);
  await tellSchedules(context);
}

async function probeAndTell({ terminal }: CliContext, wish: AccountWish, { token }: GivenToken): Promise<Probe> {
  terminal.say(`${wish.name} · ${wish.baseUrl}`);
  const probe = await probePlace({ baseUrl: wish.baseUrl, token });
  const lines = describeProbe(probe, {
    accountName: wish.name,
    access: wish.access,
    isNew: true,
    isCloud: isCloud(wish.baseUrl),
    ...(wish.tokenOwnerEmail !== undefined && { tokenOwnerEmail: wish.tokenOwnerEmail }),
  });
  for (const line of renderProbeLines(lines, terminal.talkColours)) terminal.say(line);
  if (isUsable(lines)) return probe;
  throw new UsageError(`${wish.name} was not connected and nothing was saved:`, 'mend what is marked ✖ above.');
}

async function requireFreeOrganization(context: CliContext, { organizationId }: Probe): Promise<string> {
  if (organizationId === undefined) throw new EnvironmentError('Retool did not tell its organization.', 'Try again.');
  const { db } = await context.database();
  const holder = (await listAccounts(db)).find((account) => account.organizationId === organizationId);
  if (holder) throw organizationTaken(holder.name);
  return organizationId;
}

function organizationTaken(holder: string): UsageError {
  return new UsageError(
    `This organization is connected already, as ${holder}.`,
    `Use that account, or remove it first: steward account remove ${holder}`,
  );
}

/** What to say when there is an account of that name. */
export function nameTaken(name: string): UsageError {
  return new UsageError(
    `There is an account ${name} already.`,
    `Choose another name, or give it a new token: steward account rotate-token ${name}`,
  );
}

function toNewAccount(wish: AccountWish, probe: Probe, organizationId: string, now: Date): NewAccount {
  return {
    name: wish.name,
    baseUrl: wish.baseUrl,
    organizationId,
    access: wish.access,
    timing: wish.timing,
    tokenOwnerEmail: probe.tokenOwnerEmail ?? wish.tokenOwnerEmail ?? null,
    retoolVersion: probe.version ?? null,
    features: probe.features,
    scopes: probe.scopes,
    probedAt: now,
    internalDomains: wish.internalDomains,
  };
}

async function save(context: CliContext, account: NewAccount, { token, source }: GivenToken): Promise<void> {
  const { db } = await context.database();
  const { sealer } = await context.tokenReaders();
  const fingerprint = tokenFingerprint(token);
  try {
    await db.transaction().execute(async (trx) => {
      const { id } = await insertAccount(trx, account);
      await putCredential(trx, sealer, id, source, fingerprint);
      await confirmFingerprint(trx, id, fingerprint);
    });
  } catch (error) {
    // Somebody else was quicker between our look and our write.
    if (error instanceof AccountNameTakenError) throw nameTaken(account.name);
    if (error instanceof OrganizationTakenError) throw organizationTaken('another account');
    throw error;
  }
}
