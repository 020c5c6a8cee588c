/** Why a streamed list could not be split. */
export type SplitProblem = 'broken-off' | 'not-json' | 'too-deep' | 'item-too-large';

/** Says what is wrong with a stream of JSON without quoting any of it. */
export class SplitError extends Error {
  readonly problem: SplitProblem;

  constructor(problem: SplitProblem) {
    super(`a streamed list could not be split: ${problem}`);
    this.name = 'SplitError';
    this.problem = problem;
  }
}
