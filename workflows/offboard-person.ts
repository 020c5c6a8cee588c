import { type PersonRunInput, type PersonRunResult, runForPerson } from './person-run.js';

/** Takes all access of a leaver away at the wanted moment, proves it, and looks again a day later. */
export async function offboardPerson(input: PersonRunInput): Promise<PersonRunResult> {
  return await runForPerson(input);
}
