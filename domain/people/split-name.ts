/** Retool's answers never have longer ones. */
const longest = 36;

/**
 * First and last name, both of which Retool wants, from the one name that is known; without any, from the address.
 *
 * @param name "Ada Byrne" or "Byrne, Ada"
 */
export function splitName(name: string | null, email: string): { firstName: string; lastName: string } {
  const given = (name ?? '').trim() || nameInAddress(email);
  const [family, first] = given.split(',').map((part) => part.trim());
  if (family && first) return shorten(first, family);
  const words = given.replaceAll(',', ' ').trim().split(/\s+/);
  const last = words.length > 1 ? words.pop() : undefined;
  return shorten(words.join(' '), last ?? '-');
}

function nameInAddress(email: string): string {
  const [local = ''] = email.split('@');
  const words = local.split(/[._-]+/).filter((word) => word !== '');
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(' ') || local;
}

function shorten(firstName: string, lastName: string): { firstName: string; lastName: string } {
  const cut = (text: string) => [...text].slice(0, longest).join('');
  return { firstName: cut(firstName), lastName: cut(lastName) };
}
