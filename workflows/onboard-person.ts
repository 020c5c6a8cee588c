import { type PersonRunInput, type PersonRunResult, runForPerson } from './person-run.js';

/** Gives a joiner what the policy says, on the day they start, and proves it. */
export async function onboardPerson(input: PersonRunInput): Promise<PersonRunResult> {
  return await runForPerson(input);
}
