import type { z } from 'zod';
import { findNearest } from '../domain/nearest.js';
import type { Path, PolicyDocument } from './policy-document.js';
import type { PolicyProblem } from './policy-error.js';
import { policyJsonSchema } from './policy-schema.js';

type Issue = z.core.$ZodIssue;

/** What the schema found, as people read it: in the order of the file, each with its place. */
export function toPolicyProblems(issues: Issue[], document: PolicyDocument): PolicyProblem[] {
  return issues.flatMap((issue) => toProblems(issue, document)).sort((one, other) => compare(one.place, other.place));
}

function toProblems(issue: Issue, { placeOf, placeOfKey }: PolicyDocument): PolicyProblem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => ({
      place: placeOfKey([...path, key]),
      path: toText(path),
      message: explainKey(key, known),
    }));
  }
  if (issue.code === 'invalid_key') {
    const message =
      'this is not the name of an account. Names have lower-case letters, digits and hyphens, 40 at most, and no hyphen in front.';
    return [{ place: placeOfKey(path), path: toText(path.slice(0, -1)), message }];
  }
  return [
    { place: placeOf(path), path: toText(path), message: path.length === 0 ? `this ${issue.message}` : issue.message },
  ];
}

/** A key is repeated only where it looks like one of ours: it may be an address in the wrong line. */
function explainKey(key: string, known: string[]): string {
  const name = /^[a-z_]{1,40}$/i.test(key) ? `"${key}"` : 'this';
  const near = findNearest(key, known);
  return `${name} is not a setting here. ${near ? `Did you mean ${near}?` : `Settings here: ${known.join(', ')}.`}`;
}

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  additionalProperties?: SchemaNode | boolean;
}

/** The settings that the published schema knows at a path. */
function keysAt(path: Path): string[] {
  let node: SchemaNode | undefined = policyJsonSchema() as SchemaNode;
  for (const step of path) {
    const others: SchemaNode | undefined =
      typeof node?.additionalProperties === 'object' ? node.additionalProperties : undefined;
    node = typeof step === 'number' ? node?.items : (node?.properties?.[String(step)] ?? others);
  }
  return Object.keys(node?.properties ?? {});
}

/** exclusions[0].email */
function toText(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function compare(one: PolicyProblem['place'], other: PolicyProblem['place']): number {
  if (!one || !other) return 0;
  return one.line - other.line || one.column - other.column;
}
