import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { KeyRing } from '../domain/sealing.js';
import type { LogLevel } from './environment-schema.js';
import type { PolicyPlace } from './policy-file.js';
import { readEnvironment } from './read-environment.js';

/** What can be set from outside. `.env.example` says what each setting is for. */
export interface Config {
  /** Connection string of PostgreSQL; undefined for the embedded one. */
  databaseUrl?: string;
  /** Absolute path of the folder with the local stack's data. */
  stateDir: string;
  /** Absolute path of the folder with downloaded executables. */
  cacheDir: string;
  encryptionKeys?: KeyRing;
  /** Key of the operator who gives the commands. */
  operatorKey?: string;
  /** Where the policy is looked for; a file that was named has to be there. */
  policy: PolicyPlace;
  temporal: {
    /** Set when there is a Temporal server already, so that none is started. How to connect is Temporal's own matter. */
    address?: string;
    namespace?: string;
    /** Path of the Temporal CLI. */
    cli?: string;
    /** Path of the time-skipping test server. */
    testServer?: string;
  };
  codecServer: {
    host: string;
    port: number;
    token?: string;
    /** Origin of the Temporal Web UI, the only page that may ask for clear text. */
    webUiOrigin: string;
  };
  /** The door for what HR systems send. */
  httpServer: {
    host: string;
    port: number;
    /** Where senders reach it, without a slash at the end; undefined when nobody said so. */
    publicUrl?: string;
  };
  /** Where a worker answers probes; undefined for nowhere. */
  healthServer?: { host: string; port: number };
  logLevel: LogLevel;
  noColor: boolean;
  debug: boolean;
}

/** The dev server's Web UI, as the browser's address bar has it. */
const localWebUiOrigin = 'http://localhost:8233';

/**
 * Reads the settings from the environment.
 *
 * @throws ConfigError
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const read = readEnvironment(env);
  return {
    databaseUrl: read.DATABASE_URL,
    stateDir: resolve(read.STEWARD_STATE_DIR ?? '.steward'),
    cacheDir: resolve(
      read.STEWARD_CACHE_DIR ?? join(read.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'retool-steward'),
    ),
    encryptionKeys: read.STEWARD_ENCRYPTION_KEYS,
    operatorKey: read.STEWARD_OPERATOR_KEY,
    policy: {
      path: resolve(read.STEWARD_POLICY_FILE ?? 'steward.policy.yaml'),
      required: read.STEWARD_POLICY_FILE !== undefined,
    },
    temporal: {
      address: read.TEMPORAL_ADDRESS,
      namespace: read.TEMPORAL_NAMESPACE,
      cli: read.STEWARD_TEMPORAL_CLI,
      testServer: read.STEWARD_TEMPORAL_TEST_SERVER,
    },
    codecServer: {
      host: read.STEWARD_CODEC_HOST ?? '127.0.0.1',
      port: read.STEWARD_CODEC_PORT ?? 8234,
      token: read.STEWARD_CODEC_TOKEN,
      webUiOrigin: new URL(read.STEWARD_WEB_UI_ORIGIN ?? localWebUiOrigin).origin,
    },
    httpServer: {
      host: read.STEWARD_HTTP_HOST ?? '127.0.0.1',
      port: read.STEWARD_HTTP_PORT ?? 8235,
      publicUrl: read.STEWARD_PUBLIC_URL?.replace(/\/+$/, ''),
    },
    healthServer:
      read.STEWARD_HEALTH_PORT === undefined
        ? undefined
        : { host: read.STEWARD_HEALTH_HOST ?? '127.0.0.1', port: read.STEWARD_HEALTH_PORT },
    logLevel: read.STEWARD_LOG_LEVEL ?? 'info',
    noColor: read.NO_COLOR !== undefined,
    debug: read.STEWARD_DEBUG ?? false,
  };
}
