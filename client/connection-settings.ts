import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { TemporalSettingsError } from './temporal-errors.js';

export interface ConnectionChoice {
  /** `host:port` of a server that is known already. The environment is not asked then. */
  address?: string;
  /** Before the one of the environment; `default` when neither says. */
  namespace?: string;
  /** For tests, demo and benchmarks: neither `TEMPORAL_*` nor Temporal's profile file counts. */
  ignoreEnvironment?: boolean;
}

export interface ConnectionSettings {
  address: string;
  namespace: string;
  /** For clients' connections and for workers' native ones alike. */
  connectionOptions: Pick<ConnectionOptions, 'address' | 'tls' | 'metadata'> & { apiKey?: string };
}

const defaultAddress = 'localhost:7233';
const defaultNamespace = 'default';

/**
 * Where and how to connect. Temporal's own environment configuration gives the namespace beside the connection: here it
 * is never lost.
 *
 * @throws TemporalSettingsError when a profile or certificate that is named cannot be read
 */
export function readConnectionSettings(choice: ConnectionChoice = {}): ConnectionSettings {
  if (choice.address !== undefined || choice.ignoreEnvironment) {
    const { address = defaultAddress, namespace = defaultNamespace } = choice;
    return { address, namespace, connectionOptions: { address } };
  }
  const { namespace, connectionOptions } = readEnvironment();
  const { address = defaultAddress, tls, metadata, apiKey } = connectionOptions;
  return {
    address,
    namespace: choice.namespace ?? namespace ?? defaultNamespace,
    connectionOptions: { address, tls, metadata, ...(typeof apiKey === 'string' ? { apiKey } : {}) },
  };
}

function readEnvironment() {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : 'unknown';
    throw new TemporalSettingsError(
      `Temporal's connection settings cannot be read: ${reason}. Correct TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE or TEMPORAL_TLS_*.`,
      { cause: error },
    );
  }
}
