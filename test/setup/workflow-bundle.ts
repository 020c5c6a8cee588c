import type { WorkflowBundleOption } from '@temporalio/worker';
import { askFor } from './ask-for.js';

/** The workflows, bundled once per run. */
export function findTestBundle(): Promise<WorkflowBundleOption> {
  return askFor<WorkflowBundleOption>('workflow-bundle');
}
