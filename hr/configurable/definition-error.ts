import type { PolicyProblem } from '../../config/policy-error.js';

/** A definition cannot be used as it is. The message has a line for each problem, with file, line and column. */
export class HrDefinitionError extends Error {
  override readonly name = 'HrDefinitionError';

  constructor(file: string, problems: readonly PolicyProblem[]) {
    super(problems.map((problem) => toLine(file, problem)).join('\n'));
  }
}

function toLine(file: string, { place, path, message }: PolicyProblem): string {
  const where = place ? `${file}:${place.line}:${place.column}` : file;
  return path === '' ? `${where} ${message}` : `${where} ${path} ${message}`;
}
