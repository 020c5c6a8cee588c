/** Search attributes of every run. They are never encrypted, so they hold no name and no email of a person. */
export const searchAttributes = {
  /** Names of the Retool accounts a run works on. */
  accounts: { name: 'StewardAccounts', type: 'KEYWORD_LIST' },
  /** Opaque key of the person, never a name or an email. */
  person: { name: 'StewardPerson', type: 'KEYWORD' },
  /** Where the run is, in a word. */
  stage: { name: 'StewardStage', type: 'KEYWORD' },
  /** Why an operator should look; absent when nobody has to. */
  attention: { name: 'StewardAttention', type: 'KEYWORD' },
  /** When the run acts or acted. */
  effectiveAt: { name: 'StewardEffectiveAt', type: 'DATETIME' },
} as const;
