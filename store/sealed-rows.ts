import type { Database } from './database.js';

interface DeliveryName {
  connectionId: string;
  deliveryKey: string;
}

/** What each seal is bound to: bytes that were moved to another row, or another column, do not open there. */
export const sealContexts = {
  token: (accountId: string) => accountId,
  signingKey: (id: string) => `signing-key/${id}`,
  hrSecret: (connectionId: string) => `hr-secret/${connectionId}`,
  hrEvents: ({ connectionId, deliveryKey }: DeliveryName) => `hr-events/${connectionId}/${deliveryKey}`,
  hrBody: ({ connectionId, deliveryKey }: DeliveryName) => `hr-body/${connectionId}/${deliveryKey}`,
  rosterUrl: (connectionId: string) => `roster-url/${connectionId}`,
};

export const sealedKinds = ['token', 'signing key', 'HR secret', 'HR message', 'roster URL'] as const;

/** What is sealed, in the words of operators. */
export type SealedKind = (typeof sealedKinds)[number];

/** Two columns: sealed bytes, and the id of the key that sealed them. Both are null where nothing is sealed. */
interface SealedPart<Name extends string> {
  keyId: string;
  bytes: string;
  contextOf(row: Record<Name, string>): string;
}

/** A table with rows that the encryption keys seal. */
export interface SealedTable<Name extends string = string> {
  kind: SealedKind;
  table: keyof Database;
  /** The primary key. */
  id: Name;
  /** Columns that contexts are made of. */
  names: readonly Name[];
  parts: readonly SealedPart<Name>[];
}

const sealedTable = <Name extends string>(table: SealedTable<Name>): SealedTable => table;

/** Everything in the database that is sealed by the encryption keys. */
export const sealedTables: readonly SealedTable[] = [
  sealedTable({
    kind: 'token',
    table: 'credentials',
    id: 'accountId',
    names: ['accountId'],
    parts: [{ keyId: 'keyId', bytes: 'sealed', contextOf: ({ accountId }) => sealContexts.token(accountId) }],
  }),
  sealedTable({
    kind: 'signing key',
    table: 'signingKeys',
    id: 'id',
    names: ['id'],
    parts: [{ keyId: 'keyId', bytes: 'sealed', contextOf: ({ id }) => sealContexts.signingKey(id) }],
  }),
  sealedTable({
    kind: 'HR secret',
    table: 'hrSecrets',
    id: 'id',
    names: ['id', 'connectionId'],
    parts: [{ keyId: 'keyId', bytes: 'sealed', contextOf: ({ connectionId }) => sealContexts.hrSecret(connectionId) }],
  }),
  sealedTable({
    kind: 'HR message',
    table: 'hrEvents',
    id: 'id',
    names: ['id', 'connectionId', 'deliveryKey'],
    parts: [
      { keyId: 'eventsKeyId', bytes: 'events', contextOf: sealContexts.hrEvents },
      { keyId: 'rawKeyId', bytes: 'raw', contextOf: sealContexts.hrBody },
    ],
  }),
  sealedTable({
    kind: 'roster URL',
    table: 'rosters',
    id: 'connectionId',
    names: ['connectionId'],
    parts: [{ keyId: 'urlKeyId', bytes: 'url', contextOf: ({ connectionId }) => sealContexts.rosterUrl(connectionId) }],
  }),
];
