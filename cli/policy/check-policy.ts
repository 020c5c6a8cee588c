import { resolve } from 'node:path';
import { PolicyError } from '../../config/policy-error.js';
import { loadPolicy, type PolicyPlace } from '../../config/policy-file.js';
import { isInForce } from '../../domain/policy/find-exclusion.js';
import type { Exclusion } from '../../domain/policy/policy.js';
import type { CliContext } from '../context.js';
import { formatCounted } from '../output/count.js';
import { renderJson } from '../output/json.js';
import { toPlain } from '../output/plain.js';
import { describePolicy } from './describe-policy.js';
import { printPolicyProblems } from './print-policy-problems.js';
import { describeLookUp, toLookUpRecord } from './look-up-lines.js';
import { lookUpNames, namesAnything } from './look-up-names.js';

/** Says what applies, or everything that is wrong with the file. */
export async function checkPolicy(
  context: CliContext,
  file: string | undefined,
  { json = false }: { json?: boolean },
): Promise<void> {
  const place = file === undefined ? context.config().policy : { path: resolve(file), required: true };
  try {
    await printPolicy(context, place, json);
  } catch (error) {
    // A file that cannot be read at all is no answer about what stands in it.
    if (!(error instanceof PolicyError) || error.problems.some((problem) => problem.place === null)) throw error;
    await printPolicyProblems(context, error, {
      json,
      consequence: 'New runs are refused until the file is mended.',
    });
  }
}

async function printPolicy(context: CliContext, place: PolicyPlace, json: boolean): Promise<void> {
  const { terminal, now } = context;
  const { policy, hash, found } = await loadPolicy(place);
  const lookUp = found && namesAnything(policy) ? await lookUpNames(context, policy, place.path) : null;
  if (json) {
    await terminal.write(renderJson({ file: found ? place.path : null, hash, policy, lookUp: toLookUpRecord(lookUp) }));
  } else {
    const title = found ? place.path : `no policy file at ${place.path}: the default policy applies`;
    for (const line of [title, ...describePolicy(policy, now()), `hash           ${hash}`]) {
      await terminal.print(toPlain(line));
    }
  }
  warn(policy.exclusions, now(), (line) => terminal.say(line));
  if (lookUp) for (const line of describeLookUp(context, lookUp, place.path)) terminal.say(toPlain(line));
}

const soonMs = 30 * 86_400_000;

function warn(exclusions: Exclusion[], now: Date, say: (line: string) => void): void {
  const soon = new Date(now.getTime() + soonMs);
  const over = exclusions.filter((exclusion) => !isInForce(exclusion, now)).length;
  const ending = exclusions.filter((exclusion) => isInForce(exclusion, now) && !isInForce(exclusion, soon)).length;
  if (over > 0) say(`${formatCounted(over, 'exclusion')} expired and protect nobody: renew or remove them.`);
  if (ending > 0) say(`${formatCounted(ending, 'exclusion')} will expire within 30 days.`);
}
