import { z } from 'zod';
import { KeyRingError, parseKeyRing } from '../domain/key-ring.js';

/** A variable that may be missing: empty counts as not set, as containers and shells leave them. */
function variable<T extends z.ZodType>(value: T, remedy: string) {
  return z.preprocess((text) => (text === '' ? undefined : text), value.optional()).meta({ remedy });
}

const postgresUrl = z.string().refine(
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url !== undefined && ['postgres:', 'postgresql:'].includes(url.protocol);
  },
  { error: 'is not the address of a PostgreSQL database' },
);

const keyRing = z.string().transform((text, context) => {
  try {
    return parseKeyRing(text);
  } catch (error) {
    if (!(error instanceof KeyRingError)) throw error;
    context.addIssue({ code: 'custom', message: `is not a ring of keys: ${error.message}` });
    return z.NEVER;
  }
});

const hostAndPort = z.string().regex(/^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/, { error: 'is not host:port' });

const host = z.string().regex(/^[A-Za-z0-9._-]+$|^[0-9A-Fa-f:.]+$/, { error: 'is not a host name or IP address' });

const port = z
  .string()
  .regex(/^\d{1,5}$/, { error: 'is not a port number' })
  .transform(Number)
  .refine((number) => number >= 1 && number <= 65_535, { error: 'is not a port number' });

const origin = z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
  error: 'is not the address of a web page',
});

/** Beyond this machine only with TLS: the path is as good as half a key. */
const publicUrl = z.string().refine(
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || url.search !== '' || url.hash !== '') return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname));
  },
  { error: 'is not an https address' },
);

const token = z
  .string()
  .min(16, { error: 'is too short to be a secret' })
  .regex(/^[\x21-\x7e]+$/, { error: 'holds white space or letters that an HTTP header cannot carry' });

const operatorKey = z.string().regex(/^steward_[A-Za-z0-9_-]{43}$/, { error: 'is not the key of an operator' });

const flag = z
  .enum(['1', 'true', 'yes', 'on', '0', 'false', 'no', 'off'], { error: 'is neither yes nor no' })
  .transform((text) => ['1', 'true', 'yes', 'on'].includes(text));

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const anyText = z.string();
const path = z.string();

/** Every variable the steward reads. `.env.example` explains them, and is compared with this by a test. */
export const environmentSchema = z.object({
  DATABASE_URL: variable(postgresUrl, 'Example: postgres://steward:password@db.example.com:5432/steward'),
  STEWARD_ENCRYPTION_KEYS: variable(
    keyRing,
    'Write id:key, the key made by "openssl rand -base64 32"; more keys follow after a comma.',
  ),
  STEWARD_POLICY_FILE: variable(path, 'Give the path of a policy file.'),
  STEWARD_OPERATOR_KEY: variable(operatorKey, 'Give it as "steward operator add" printed it, or leave it out.'),
  TEMPORAL_ADDRESS: variable(hostAndPort, 'Example: temporal.example.com:7233'),
  TEMPORAL_NAMESPACE: variable(anyText, 'Give the name of a namespace.'),
  STEWARD_STATE_DIR: variable(path, 'Give a folder.'),
  STEWARD_CACHE_DIR: variable(path, 'Give a folder.'),
  XDG_CACHE_HOME: variable(path, 'Give a folder.'),
  STEWARD_TEMPORAL_CLI: variable(path, 'Give the path of the temporal executable.'),
  STEWARD_TEMPORAL_TEST_SERVER: variable(path, 'Give the path of the temporal-test-server executable.'),
  STEWARD_CODEC_HOST: variable(host, 'Example: 127.0.0.1'),
  STEWARD_CODEC_PORT: variable(port, 'Give a number from 1 to 65535.'),
  STEWARD_CODEC_TOKEN: variable(token, 'Make one with "openssl rand -hex 32".'),
  STEWARD_WEB_UI_ORIGIN: variable(origin, 'Example: https://temporal.example.com'),
  STEWARD_HTTP_HOST: variable(host, 'Example: 0.0.0.0'),
  STEWARD_HTTP_PORT: variable(port, 'Give a number from 1 to 65535.'),
  STEWARD_PUBLIC_URL: variable(publicUrl, 'Example: https://steward.example.com'),
  STEWARD_HEALTH_HOST: variable(host, 'Example: 0.0.0.0'),
  STEWARD_HEALTH_PORT: variable(port, 'Give a number from 1 to 65535.'),
  STEWARD_LOG_LEVEL: variable(
    z.enum(logLevels, { error: 'is not a log level' }),
    `Choose one of ${logLevels.join(', ')}.`,
  ),
  STEWARD_DEBUG: variable(flag, 'Write 1 or 0.'),
  NO_COLOR: variable(anyText, 'Any text turns colours off.'),
});

export type Environment = z.infer<typeof environmentSchema>;

export type LogLevel = (typeof logLevels)[number];
