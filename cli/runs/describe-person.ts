import type { NamedPerson } from '../../store/run-person.js';
import { toPlain } from '../output/plain.js';

/** Such as: Ada Byrne · ada.byrne@acme.example · E-1042. */
export function describePerson({ name, emails, key }: NamedPerson): string {
  return toPlain([name, ...emails, key].filter((part) => part !== null).join(' · '));
}
