import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { defaultPolicy } from '../domain/policy/default-policy.js';
import type { Policy } from '../domain/policy/policy.js';
import { parsePolicyDocument } from './policy-document.js';
import { PolicyError } from './policy-error.js';
import { toPolicyProblems } from './policy-problems.js';
import { policyFileSchema } from './policy-schema.js';
import { toPolicy } from './to-policy.js';

export interface ReadPolicy {
  policy: Policy;
  /** SHA-256 of what applies, in hex: comments, order of settings and defaults written out make no difference. */
  hash: string;
}

/** Where a policy is looked for. */
export interface PolicyPlace {
  path: string;
  /** Whether somebody named the file: then it has to be there. Otherwise the default policy applies without it. */
  required: boolean;
}

/**
 * Reads a policy file.
 *
 * @throws PolicyError with every problem
 */
export async function readPolicyFile(path: string): Promise<ReadPolicy> {
  const read = await findPolicyFile(path);
  if (!read) throw aboutFile(path, 'does not exist. Create it, or name another (STEWARD_POLICY_FILE).');
  return read;
}

/**
 * Reads a policy file where there is one.
 *
 * @throws PolicyError with every problem
 */
export async function findPolicyFile(path: string): Promise<ReadPolicy | undefined> {
  try {
    return parsePolicy(await readFile(path, 'utf8'), displayName(path));
  } catch (error) {
    if (error instanceof PolicyError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === undefined) throw error;
    throw aboutFile(path, `cannot be read (${code}). Make it a file that this user can read.`);
  }
}

/**
 * The policy of the place, or the default one where none has to be.
 *
 * @throws PolicyError
 */
export async function loadPolicy({ path, required }: PolicyPlace): Promise<ReadPolicy & { found: boolean }> {
  const read = required ? await readPolicyFile(path) : await findPolicyFile(path);
  return read ? { ...read, found: true } : { ...readDefaultPolicy(), found: false };
}

/** What applies without a file. */
export function readDefaultPolicy(): ReadPolicy {
  return { policy: structuredClone(defaultPolicy), hash: hashPolicy(defaultPolicy) };
}

/**
 * Reads the text of a policy file.
 *
 * @param file its name in problems
 * @throws PolicyError with every problem
 */
export function parsePolicy(text: string, file: string): ReadPolicy {
  const document = parsePolicyDocument(text);
  if (Array.isArray(document)) throw new PolicyError(file, document);
  if (document.value === null) {
    const message = 'the file is empty. Write at least version and default_time_zone.';
    throw new PolicyError(file, [{ place: { line: 1, column: 1 }, path: '', message }]);
  }
  const read = policyFileSchema.safeParse(document.value);
  if (!read.success) throw new PolicyError(file, toPolicyProblems(read.error.issues, document));
  const policy = toPolicy(read.data);
  return { policy, hash: hashPolicy(policy) };
}

function hashPolicy(policy: Policy): string {
  return createHash('sha256').update(toCanonicalJson(policy)).digest('hex');
}

/** JSON with the keys of each object in order. */
function toCanonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1)))
      : entry,
  );
}

/** The file as people know it: below the working folder without that folder. */
export function displayName(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}

/** A problem of the file as a whole. */
export function aboutFile(path: string, message: string): PolicyError {
  return new PolicyError(displayName(path), [{ place: null, path: '', message }]);
}
