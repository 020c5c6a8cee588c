import { type PersonRunInput, type PersonRunResult, runForPerson } from './person-run.js';

/** Makes, renames or deletes a group of one account, with the same care as a change of somebody's access. */
export async function changeGroup(input: PersonRunInput): Promise<PersonRunResult> {
  return await runForPerson(input);
}
