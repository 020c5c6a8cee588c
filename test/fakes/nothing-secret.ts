import { inspect } from 'node:util';
import { expect } from 'vitest';

/** Everything that a log, a history or a person could see of an error. */
function allTextOf(error: unknown): string {
  const shown = inspect(error, { depth: 20, showHidden: true, getters: true, maxStringLength: null });
  const own = error instanceof Error ? [error.message, error.stack ?? '', inspect(error.cause, { depth: 20 })] : [];
  return [shown, JSON.stringify(error), ...own].join('\n');
}

/** Fails when an error shows any of the texts: tokens, emails, names, ids, what an answer or a query held. */
export function expectNothingOf(error: unknown, texts: readonly string[]): void {
  const shown = allTextOf(error);
  for (const text of texts) expect(shown.includes(text), `the error shows ${text}`).toBe(false);
}

/** What a promise was rejected with. */
export async function rejectionOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  return expect.fail('It was to be rejected.');
}
