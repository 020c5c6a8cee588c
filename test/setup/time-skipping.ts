import { TestWorkflowEnvironment } from '@temporalio/testing';
import { askFor } from './ask-for.js';

/** Path of the test server whose time can run ahead; found or fetched once per run. */
export async function findTestServer(): Promise<string> {
  const { path } = await askFor<{ path: string }>('test-server');
  return path;
}

/**
 * A Temporal in which time runs ahead, in about 0.1 s. Its clock is one for all workflows on it, so each test or file
 * has its own. End it with `teardown()`.
 */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const executable = { type: 'existing-path', path: await findTestServer() } as const;
  return TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
}
