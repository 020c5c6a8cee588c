import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import { failureConverterPath } from '../codec/data-converter.js';

/** Beside this code: of the compiled program, or of the sources. */
const workflowsPath = fileURLToPath(new URL(`../workflows/index${extname(import.meta.url)}`, import.meta.url));

/** Bundles the workflows, in about a second. What workflow code must not import fails here. */
export async function bundleWorkflows(): Promise<{ code: string }> {
  return await bundleWorkflowCode({
    workflowsPath,
    failureConverterPath,
    logger: new DefaultLogger('ERROR'),
  });
}

/** The bundle made by the build if this is the built program, else one made of the sources now. */
export async function findWorkflowBundle(): Promise<WorkflowBundleOption> {
  const codePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  return existsSync(codePath) ? { codePath } : await bundleWorkflows();
}
