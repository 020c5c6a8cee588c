import { randomUUID } from 'node:crypto';
import { defaultSyncTiming } from '../../domain/account.js';
import { featuresOf, parseRetoolVersion } from '../../domain/retool-version.js';
import type { Sealer } from '../../domain/sealing.js';
import type { SimulatedAccount } from '../../simulator/index.js';
import { type Account, insertAccount, type NewAccount } from '../../store/accounts.js';
import { putCredential, tokenFingerprint, type TokenSource } from '../../store/credentials.js';
import type { Db } from '../../store/database.js';

/** Connects a simulated account, by its read token unless told otherwise, with a rate limit that never bites. */
export async function connectAccount(
  db: Db,
  sealer: Sealer,
  simulated: SimulatedAccount,
  { source, ...changes }: { source?: TokenSource } & Partial<NewAccount> = {},
): Promise<Account> {
  const account = await insertAccount(db, {
    name: simulated.name,
    baseUrl: simulated.baseUrl,
    organizationId: simulated.organizationId,
    access: 'read',
    timing: defaultSyncTiming,
    features: featuresOf(parseRetoolVersion(simulated.profile)),
    scopes: {},
    probedAt: new Date(),
    rateLimit: { points: 100_000, windowMs: 60_000, margin: 0, peopleReserve: 0 },
    ...changes,
  });
  const given = source ?? { kind: 'stored', token: simulated.tokens.read };
  const fingerprint = tokenFingerprint(given.kind === 'stored' ? given.token : randomUUID());
  await putCredential(db, sealer, account.id, given, fingerprint);
  return account;
}
