import { readFile } from 'node:fs/promises';
import { type Path, parsePolicyDocument } from './policy-document.js';
import type { PolicyProblem } from './policy-error.js';
import { pathToText } from './policy-problems.js';

/** Gives remarks about names in a good policy file their places. */
export async function locateInPolicy<Remark extends { path: Path; message: string }>(
  file: string,
  remarks: readonly Remark[],
): Promise<(Omit<Remark, 'path'> & PolicyProblem)[]> {
  const document = parsePolicyDocument(await readFile(file, 'utf8'));
  const placeOf = (path: Path) => {
    if (Array.isArray(document)) return null;
    // There the name is the key.
    return path[0] === 'accounts' ? document.placeOfKey(path) : document.placeOf(path);
  };
  return remarks.map((remark) => ({ ...remark, place: placeOf(remark.path), path: pathToText(remark.path) }));
}
