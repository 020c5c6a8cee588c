/** What to do about keys that rows need and the ring lacks. */
export const putBack = 'Put what is missing back into STEWARD_ENCRYPTION_KEYS of every process, behind the first.';

/** Ids of keys in a sentence. */
export function nameKeys(ids: string[]): string {
  return `${ids.length === 1 ? 'key' : 'keys'} ${ids.join(', ')}`;
}

/** When keys can be retired that seal nothing in the database. */
export function whenToRetire(ids: string[]): string {
  const [seal, them, they] = ids.length === 1 ? ['seals', 'it', 'it'] : ['seal', 'them', 'they'];
  return (
    `${ids.join(', ')} ${seal} nothing in the database. Retire ${them} once Temporal has forgotten the histories ` +
    `${they} encrypted: the retention of the namespace after the last run begun with ${them} has ended.`
  );
}
