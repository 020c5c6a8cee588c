import { Client, Connection, type DataConverter } from '@temporalio/client';
import { type ConnectionChoice, type ConnectionSettings, readConnectionSettings } from './connection-settings.js';
import { grpcStatus, grpcStatusOf, isRefused } from './grpc-status.js';
import { TemporalSettingsError, TemporalUnreachableError } from './temporal-errors.js';

export interface ConnectTemporalOptions extends ConnectionChoice {
  dataConverter: DataConverter;
  /** How long to wait for an answer. */
  connectTimeoutMs?: number;
}

export interface TemporalConnection {
  client: Client;
  connection: Connection;
  address: string;
  namespace: string;
  close(): Promise<void>;
}

/**
 * Connects to Temporal as its environment configuration says, or to the address given, and makes sure that the
 * namespace is there.
 *
 * @throws TemporalUnreachableError, TemporalSettingsError
 */
export async function connectTemporal(options: ConnectTemporalOptions): Promise<TemporalConnection> {
  const settings = readConnectionSettings(options);
  const { address, namespace } = settings;
  const connection = createConnection(settings, options.connectTimeoutMs ?? 5_000);
  try {
    await connection.ensureConnected().catch((error: unknown) => {
      throw isRefused(error) ? refused(settings, error) : unreachable(settings, error);
    });
    await assertNamespace(connection, settings);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const { dataConverter } = options;
  const client = new Client({ connection, namespace, dataConverter });
  return { client, connection, address, namespace, close: () => connection.close() };
}

/** Certificates and keys are read here, before anything is sent. */
function createConnection({ connectionOptions }: ConnectionSettings, connectTimeout: number): Connection {
  try {
    return Connection.lazy({ ...connectionOptions, connectTimeout });
  } catch (error) {
    throw new TemporalSettingsError(
      'The certificate, key or API key for Temporal cannot be used. Correct TEMPORAL_TLS_* or TEMPORAL_API_KEY.',
      { cause: error },
    );
  }
}

async function assertNamespace(connection: Connection, settings: ConnectionSettings): Promise<void> {
  const { address, namespace } = settings;
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    const status = grpcStatusOf(error);
    // Servers for tests do not know the question.
    if (status === grpcStatus.unimplemented) return;
    if (status === grpcStatus.notFound)
      throw new TemporalSettingsError(
        `Temporal at ${address} has no namespace "${namespace}". Create it, or set TEMPORAL_NAMESPACE.`,
        { cause: error },
      );
    throw isRefused(error) ? refused(settings, error) : unreachable(settings, error);
  }
}

function unreachable({ address, connectionOptions }: ConnectionSettings, cause: unknown): TemporalUnreachableError {
  return new TemporalUnreachableError({ address, tls: Boolean(connectionOptions.tls) }, cause);
}

function refused({ address, namespace }: ConnectionSettings, cause: unknown): TemporalSettingsError {
  return new TemporalSettingsError(
    `Temporal at ${address} refuses us in namespace "${namespace}". Correct TEMPORAL_API_KEY or TEMPORAL_TLS_CLIENT_*.`,
    { cause },
  );
}
