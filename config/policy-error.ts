/** One thing in a policy file that cannot be used. */
export interface PolicyProblem {
  /** Where it stands, from 1; null when the file could not be read at all. */
  place: { line: number; column: number } | null;
  /** The setting, such as `exclusions[0].email`; empty for the file as a whole. */
  path: string;
  /** What is wrong and what to do about it, without the value. */
  message: string;
}

/** The policy cannot be used as it is. The message has a line for each problem, with file, line and column. */
export class PolicyError extends Error {
  override name = 'PolicyError';
  /** The file as people know it: below the working folder without that folder. */
  readonly file: string;
  readonly problems: PolicyProblem[];

  constructor(file: string, problems: PolicyProblem[]) {
    super(problems.map((problem) => formatProblem(file, problem)).join('\n'));
    this.file = file;
    this.problems = problems;
  }
}

/** `steward.policy.yaml:14:9 removals.per_account_and_day.share: is more than everybody. …` */
export function formatProblem(file: string, { place, path, message }: PolicyProblem): string {
  const where = place ? `${file}:${place.line}:${place.column}` : file;
  return path === '' ? `${where} ${message}` : `${where} ${path}: ${message}`;
}
