import { askFor } from './ask-for.js';

export interface TestFolder {
  path: string;
  /** See `RunFolder`. */
  processes: string;
}

/** Path of a folder of one's own, which is removed with the test run. */
export async function makeTestFolder(): Promise<string> {
  return (await askFor<TestFolder>('folder')).path;
}
