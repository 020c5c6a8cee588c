import { type LogLevel as CoreLevel, type LogMetadata, type Logger } from '@temporalio/worker';
import pino from 'pino';
import type { LogLevel } from '../config/environment-schema.js';

export type { LogLevel };

/** Lines of JSON, to a file or to stderr: stdout belongs to results. */
export function createLogger(level: LogLevel, file?: string): pino.Logger {
  const destination = pino.destination({ dest: file ?? 2, sync: true, mkdir: true });
  return pino({ level, base: { name: 'retool-steward' } }, destination);
}

/** Pino behind the interface of Temporal's SDK. */
export function toTemporalLogger(logger: pino.Logger): Logger {
  const log = (level: CoreLevel, message: string, meta?: LogMetadata): void => {
    const own = isOfNoInterest(message) ? 'debug' : (level.toLowerCase() as LogLevel);
    logger[own](plain(meta), message);
  };
  return {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  };
}

/** Each queue has one kind of work on purpose, and how a worker starts and stops is told by its process. */
function isOfNoInterest(message: string): boolean {
  return message === 'Worker state changed' || /^No \w+( \w+)? registered, not polling/.test(message);
}

const sayNothing = new Set(['taskToken', 'isLocal', 'sdkComponent']);

/** Without what is large or says nothing: of an error its type and message, of big numbers their digits. */
function plain(meta: LogMetadata = {}): Record<string, unknown> {
  const told = Object.entries(meta).filter(([key]) => !sayNothing.has(key));
  return Object.fromEntries(told.map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (!(value instanceof Error)) return value;
  const { type = value.name } = value as { type?: string };
  return { type, message: value.message };
}
