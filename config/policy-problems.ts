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

function toProblems(issue: Issue, document: PolicyDocument): PolicyProblem[] {
  const { placeOf, placeOfKey } = document;
  const { path } = issue;
  const meant = issue.code === 'invalid_union' ? findMeant(issue.errors) : undefined;
  if (meant) return meant.flatMap((inner) => toProblems({ ...inner, path: [...path, ...inner.path] }, document));
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => ({
      place: placeOfKey([...path, key]),
      path: pathToText(path),
      message: explainKey(key, known),
    }));
  }
  if (issue.code === 'invalid_key') {
    const message =
      path[0] === 'accounts'
        ? 'this is not the name of an account. Names have lower-case letters, digits and hyphens, 40 at most, and no hyphen in front.'
        : 'this is not the name of an attribute. Names have 100 letters at most, no full stop, and no blank in front.';
    return [{ place: placeOfKey(path), path: pathToText(path.slice(0, -1)), message }];
  }
  return [
    {
      place: placeOf(path),
      path: pathToText(path),
      message: path.length === 0 ? `this ${issue.message}` : issue.message,
    },
  ];
}

/** Of several forms that a value may have, the one it was meant to have: what is wrong is inside it. */
function findMeant(forms: Issue[][]): Issue[] | undefined {
  return forms.find((issues) => issues.every(({ path, code }) => path.length > 0 || !isAboutForm(code)));
}

function isAboutForm(code: Issue['code']): boolean {
  return code === 'invalid_type' || code === 'invalid_value';
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
  anyOf?: SchemaNode[];
}

/** The settings that the published schema knows at a path. */
function keysAt(path: Path): string[] {
  let node: SchemaNode | undefined = policyJsonSchema() as SchemaNode;
  for (const step of path) {
    const block: SchemaNode | undefined = node && blockOf(node);
    const others: SchemaNode | undefined =
      typeof block?.additionalProperties === 'object' ? block.additionalProperties : undefined;
    node = typeof step === 'number' ? block?.items : (block?.properties?.[String(step)] ?? others);
  }
  return Object.keys((node && blockOf(node))?.properties ?? {});
}

/** The form that has settings or items of its own, where there are several. */
function blockOf(node: SchemaNode): SchemaNode {
  return node.anyOf?.find(({ properties, items }) => properties ?? items) ?? node;
}

/** exclusions[0].email */
export function pathToText(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function compare(one: PolicyProblem['place'], other: PolicyProblem['place']): number {
  if (!one || !other) return 0;
  return one.line - other.line || one.column - other.column;
}
