import type { KeyRing } from '../domain/sealing.js';
import { ConfigError } from './config-error.js';
import type { Config } from './load-config.js';
import { ensureLocalKeys } from './local-keys.js';

/**
 * Whether everything that keeps encrypted data is the local stack's own: neither a database nor a Temporal server is
 * given. As soon as one is, other processes may use it too, and keys made here alone would lock them out.
 */
export function isLocalStack(config: Config): boolean {
  return config.databaseUrl === undefined && config.temporal.address === undefined;
}

/**
 * The keys for tokens and histories: those given, else (for the local stack alone) those in the state folder.
 *
 * @param options.local decides for itself whether keys may be made here, as the demo does
 * @throws ConfigError when keys must be given and are not
 */
export async function requireEncryptionKeys(
  config: Config,
  { local = isLocalStack(config) }: { local?: boolean } = {},
): Promise<KeyRing> {
  if (config.encryptionKeys) return config.encryptionKeys;
  if (local) return ensureLocalKeys(config.stateDir);
  throw new ConfigError([
    {
      name: 'STEWARD_ENCRYPTION_KEYS',
      problem: 'is not set, and a database or Temporal server of yours is',
      remedy: 'Give every process the same keys: id:key, the key made by "openssl rand -base64 32".',
    },
  ]);
}
