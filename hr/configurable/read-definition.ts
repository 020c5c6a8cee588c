import { parsePolicyDocument } from '../../config/policy-document.js';
import type { PolicyProblem } from '../../config/policy-error.js';
import { describeIssue } from '../canonical/describe-issues.js';
import { HrDefinitionError } from './definition-error.js';
import { definitionSchema, type HrDefinition } from './definition-schema.js';

/**
 * Reads the file of the configurable adapter.
 *
 * @param file its name in problems
 * @throws HrDefinitionError with every problem
 */
export function readDefinition(text: string, file: string): HrDefinition {
  const document = parsePolicyDocument(text);
  if (Array.isArray(document)) throw new HrDefinitionError(file, document);
  const read = definitionSchema.safeParse(document.value ?? {});
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue): PolicyProblem => {
    const { path, rule } = describeIssue(issue, isSetting);
    const [key] = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const place = key === undefined ? document.placeOf(issue.path) : document.placeOfKey([...issue.path, key]);
    return { place, path, message: rule };
  });
  throw new HrDefinitionError(file, problems.sort(byPlace));
}

/** A key that looks like one of ours, such as worker.workEmail. */
function isSetting(key: string): boolean {
  return /^[a-z][a-z0-9_.]{0,60}$/i.test(key);
}

function byPlace({ place: one }: PolicyProblem, { place: other }: PolicyProblem): number {
  return one && other ? one.line - other.line || one.column - other.column : 0;
}

const known = new Map<string, HrDefinition | undefined>();
const mostKnown = 50;

/** The definition of a connection, as it is needed for each delivery; undefined where it cannot be used. */
export function recallDefinition(text: unknown): HrDefinition | undefined {
  if (typeof text !== 'string') return undefined;
  if (!known.has(text)) {
    if (known.size >= mostKnown) known.clear();
    known.set(text, tryToRead(text));
  }
  return known.get(text);
}

function tryToRead(text: string): HrDefinition | undefined {
  try {
    return readDefinition(text, '');
  } catch (error) {
    if (error instanceof HrDefinitionError) return undefined;
    throw error;
  }
}
