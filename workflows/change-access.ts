import { type PersonRunInput, type PersonRunResult, runForPerson } from './person-run.js';

/** Changes what one user has, as an operator asked, and ends it by itself where an end was given. */
export async function changeAccess(input: PersonRunInput): Promise<PersonRunResult> {
  return await runForPerson(input);
}
