import { type LogLevel as CoreLevel, type LogMetadata, type Logger } from '@temporalio/worker';
import pino from 'pino';
import type { LogLevel } from '../config/environment-schema.js';

export type { LogLevel };

/** Lines of JSON on stderr: stdout belongs to results. */
export function createLogger(level: LogLevel): pino.Logger {
  return pino({ level, base: { name: 'retool-steward' } }, pino.destination({ fd: 2, sync: true }));
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

/** Without what is large or says nothing: of an error its type and message, of big numbers their digits. */
function plain(meta: LogMetadata = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(meta).map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (!(value instanceof Error)) return value;
  const { type = value.name } = value as { type?: string };
  return { type, message: value.message };
}
