import { writeSync } from 'node:fs';
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';
import type { SerializedError } from 'vitest';

/** Ends the run with one plain line: `N passed, N failed`, and `, N skipped` when there are any. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], _reason: TestRunEndReason): void {
    const line = summarize(modules, errors);
    // Whatever else is printed after the tests, this line comes last.
    process.once('exit', () => writeSync(1, `${line}\n`));
  }
}

/** Files that do not load, failed hooks of a file, and errors outside of tests count as failed too. */
function summarize(modules: readonly TestModule[], errors: readonly SerializedError[]): string {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const count = (state: string) => tests.filter((test) => test.result().state === state).length;
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const broken = suites.filter((suite) => suite.errors().length > 0).length;
  const skipped = count('skipped') + count('pending');
  const line = `${count('passed')} passed, ${count('failed') + broken + errors.length} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
