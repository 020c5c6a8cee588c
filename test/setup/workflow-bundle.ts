import type { WorkflowBundleOption } from '@temporalio/worker';
import { bundleWorkflows } from '../../worker/workflow-bundle.js';

let bundle: Promise<WorkflowBundleOption> | undefined;

export function findTestBundle(): Promise<WorkflowBundleOption> {
  return (bundle ??= bundleWorkflows());
}
