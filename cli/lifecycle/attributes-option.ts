import { findNearest } from '../../domain/nearest.js';
import { attributeNames, type PersonAttributes } from '../../domain/people/person-attributes.js';
import { UsageError } from '../exit.js';

/**
 * What rules look at, from options such as `department=Finance`.
 *
 * @throws UsageError that names the attribute which was probably meant
 */
export function parseAttributes(given: string[]): PersonAttributes {
  const attributes: Record<string, string> = {};
  for (const text of given) {
    const [name = '', ...rest] = text.split('=');
    const value = rest.join('=').trim();
    if (value === '')
      throw new UsageError(`--attribute ${name} has no value.`, 'Write --attribute department=Finance.');
    if (!isAttribute(name)) {
      const near = findNearest(name, [...attributeNames]);
      throw new UsageError(
        `There is no attribute "${name}".`,
        near ? `Did you mean ${near}?` : `There are ${attributeNames.join(', ')} and custom.NAME.`,
      );
    }
    attributes[name] = value;
  }
  return attributes;
}

function isAttribute(name: string): boolean {
  return (attributeNames as readonly string[]).includes(name) || /^custom\.\S+$/.test(name);
}
