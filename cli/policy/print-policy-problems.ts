import type { PolicyError } from '../../config/policy-error.js';
import type { CliContext } from '../context.js';
import { formatCounted } from '../output/count.js';
import { renderJson } from '../output/json.js';

/** Says everything that is wrong with a policy file. The exit code is 1: it was read, and it is not good. */
export async function printPolicyProblems(
  context: CliContext,
  error: PolicyError,
  { json, consequence }: { json: boolean; consequence: string },
): Promise<void> {
  const { terminal } = context;
  if (json) await terminal.write(renderJson({ file: error.file, problems: error.problems }));
  else await terminal.print(error.message);
  terminal.say(`${formatCounted(error.problems.length, 'problem')}. ${consequence}`);
  context.exitCode = 1;
}
