import { type PersonRunInput, type PersonRunResult, runForPerson } from './person-run.js';

/** Takes access away for a time with everything kept, and gives back what the policy says today. */
export async function suspendPerson(input: PersonRunInput): Promise<PersonRunResult> {
  return await runForPerson(input);
}
