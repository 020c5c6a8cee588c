import { cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, TemporalFailure } from '@temporalio/common';
import { type FailureType, isFailureType } from '../domain/failures.js';
import { RetoolError, RetoolNotUnderstoodError } from '../retool/retool-error.js';
import { BudgetWaitError } from '../store/budget-gate.js';
import { toDatabaseFailure } from './database-failure.js';

/** Added to a wait, so that what was turned away together does not come back together. */
const spreadMs = 1000;

/**
 * Gives activities whose errors are understood by Temporal and by our workflows. What they throw ends in history and
 * logs, so nothing but the words of our own errors goes through.
 */
export function translateFailures<T extends object>(activities: T, isPassing = saysItself): T {
  const translated = Object.entries(activities).map(([name, activity]) => [
    name,
    async (...args: unknown[]): Promise<unknown> => {
      try {
        return await (activity as (...args: unknown[]) => unknown)(...args);
      } catch (error) {
        throw toFailure(error, cancellationSignal(), isPassing);
      }
    },
  ]);
  return Object.fromEntries(translated) as T;
}

/**
 * The same for steps about a person. A leaver keeps access until they succeed, so they are also tried again after a web
 * page in the place of an answer: a proxy may show one for a moment.
 */
export function translatePersonFailures<T extends object>(activities: T): T {
  return translateFailures(activities, passesForPeople);
}

/** Whether trying again can help, without anybody doing anything. */
const saysItself = ({ isRetryable }: RetoolError): boolean => isRetryable;

const passesForPeople = (error: RetoolError): boolean => error.isRetryable || error instanceof RetoolNotUnderstoodError;

/** The one translator of our errors into Temporal's. */
export function toFailure(error: unknown, signal?: AbortSignal, isPassing = saysItself): Error {
  if (signal?.aborted && signal.reason instanceof TemporalFailure) return signal.reason;
  if (error instanceof TemporalFailure) return error;
  if (error instanceof BudgetWaitError) return toRetoolFailure('RetoolRateLimitedError', error.message, error.waitMs);
  if (error instanceof RetoolError) {
    const { name, message, status, retryAfterMs } = error;
    if (!isPassing(error)) return ApplicationFailure.nonRetryable(message, name);
    const isExpected = status === 429 || status === 503;
    return toRetoolFailure(name, message, retryAfterMs, isExpected);
  }
  if (error instanceof Error && isFailureType(error.name)) return toNamedFailure(error.name, error.message);
  if (error instanceof Error && error.name === 'UnknownKeyError') return toMissingKeyFailure(error);
  return toDatabaseFailure(error) ?? toUnforeseenFailure(error);
}

/** Nobody mends what it names by trying again, except the policy file, which is looked at anew each time. */
function toNamedFailure(type: FailureType, message: string): Error {
  return ApplicationFailure.create({ type, message, nonRetryable: type !== 'PolicyError' });
}

/** Passes once the key is back in the ring, which the message asks for: what it says of the key is its id alone. */
function toMissingKeyFailure({ name, message }: Error): Error {
  return ApplicationFailure.create({ type: name, message });
}

/** @param waitMs when trying again can help; undefined leaves it to the retry policy */
function toRetoolFailure(type: string, message: string, waitMs: number | undefined, isExpected = true): Error {
  return ApplicationFailure.create({
    type,
    message,
    ...(waitMs !== undefined && { nextRetryDelay: Math.ceil(waitMs + Math.random() * spreadMs) }),
    ...(isExpected && { category: ApplicationFailureCategory.BENIGN }),
  });
}

/**
 * A bug, ours or a library's. Its text may quote data, except that of the language's own errors; the frames of its
 * stack tell where it was.
 */
function toUnforeseenFailure(error: unknown): Error {
  const name = error instanceof Error ? error.name : typeof error;
  const speaksOfCode = error instanceof TypeError || error instanceof ReferenceError;
  const message = speaksOfCode ? error.message : `An error that nobody foresaw (${name})`;
  const failure = ApplicationFailure.create({ type: name, message });
  if (error instanceof Error) failure.stack = [`${name}: ${message}`, ...framesOf(error)].join('\n');
  return failure;
}

function framesOf({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}
