import { attributesSaid } from './attribute-timeline.js';
import { type Claim, sortClaims } from './claim.js';
import type { AttributeName, PersonAttributes } from './person-attributes.js';

/** Who said an attribute, and when it was observed. */
export interface AttributeSource {
  connectionId: string;
  observedAt: string;
}

/** For each attribute who said the value last that it has; none for one that no fact has so. */
export function findAttributeSources(
  claims: readonly Claim[],
  attributes: PersonAttributes,
): Map<AttributeName, AttributeSource> {
  const sources = new Map<AttributeName, AttributeSource>();
  for (const { connectionId, event } of sortClaims(claims)) {
    const said = Object.entries(attributesSaid(event.employment ?? {})) as [AttributeName, string | undefined][];
    for (const [name, value] of said) {
      if (value !== undefined && attributes[name] === value) {
        sources.set(name, { connectionId, observedAt: event.observedAt });
      }
    }
  }
  return sources;
}
