import { type PersonRunInput, type PersonRunResult, runForPerson } from './person-run.js';

/** Brings back exactly what another run took, as far as it can be brought back. */
export async function restorePerson(input: PersonRunInput): Promise<PersonRunResult> {
  return await runForPerson(input);
}
