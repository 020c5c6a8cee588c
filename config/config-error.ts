/** One setting that cannot be used. */
export interface ConfigProblem {
  /** Name of the variable or file. */
  name: string;
  /** What is wrong, with the shape of the value but never the value. */
  problem: string;
  /** What to do about it. */
  remedy: string;
}

/** The environment cannot be used as it is. The message has a line for each problem. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: ConfigProblem[];

  constructor(problems: ConfigProblem[]) {
    super(problems.map(({ name, problem, remedy }) => `${name} ${problem}. ${remedy}`).join('\n'));
    this.problems = problems;
  }
}
