import { type PersonRunInput, type PersonRunResult, runForPerson } from './person-run.js';

/** Gives a mover the new access first, and takes the old away after the overlap. */
export async function movePerson(input: PersonRunInput): Promise<PersonRunResult> {
  return await runForPerson(input);
}
