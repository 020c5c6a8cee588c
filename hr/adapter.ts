import type { HrEvent, HrSourceKind } from '../domain/hr/hr-event.js';

/** A request as it came in: the very bytes, before anything was parsed. */
export interface Delivery {
  method: string;
  /** In lower case. Repeated headers as Node joins them: "a, b". */
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  receivedAt: Date;
}

/** What an adapter has to know of the connection that a request came in by. */
export interface ConnectionSettings {
  connectionId: string;
  sourceKind: HrSourceKind;
  /** IANA name for workers whose own zone is not known; null: the policy's default. */
  timeZone: string | null;
  /** What the sender means by the day of a termination. */
  terminationDateMeans: 'last_day' | 'first_day_off';
  /** IANA zones by the sender's name of a location or by ISO country. */
  locations: Readonly<Record<string, string>>;
  /** The sender's own id of the company, where one is pinned. */
  tenant: string | null;
  /** For the configurable adapter: the text of its file. Each adapter reads its own. */
  definition: unknown;
  /** An operator has it read again, so that its age is no surprise. */
  isRedelivery?: boolean;
}

/** A secret shared with the sender. Several at once make a rotation without a gap. */
export interface HrSecret {
  id: string;
  value: string;
  notBefore: Date;
  notAfter: Date | null;
}

/** An answer to a request that only sets the connection up. */
export interface Handshake {
  status: number;
  contentType: string;
  body: string;
  headers?: Readonly<Record<string, string>>;
}

export type Verification =
  | {
      isAuthentic: true;
      /** The secret that fitted. */
      keyId: string;
      /** The sender's id of the message, where it is signed; else null. */
      messageId: string | null;
      /** The sender's clock, where its time is signed; else null. */
      signedAt: Date | null;
      /** Whether an old message sent again is refused by its signed time. */
      isReplayProtected: boolean;
    }
  /** Why, for our log alone: no part of the request, and nothing of it goes to the sender. */
  | {
      isAuthentic: false;
      why: string;
      /** The signature is the sender's, and its time is not now: the message is old, or a clock is wrong. */
      isOutOfTime?: true;
    };

/** What an authentic body says. */
export type Parsed =
  | {
      kind: 'events';
      /** The delivery's id where only the body has one; else null. */
      deliveryId: string | null;
      events: HrEvent[];
      /** Parts that are of no interest here, such as failed sign-ins. */
      ignored: number;
    }
  /** Why an operator has to look: a path and a rule, no value of the body. */
  | { kind: 'quarantine'; deliveryId: string | null; reason: string };

/** One way of sending. All of it is pure: bytes in, facts out. */
export interface HrAdapter {
  name: string;
  /** Nothing when the request is no handshake. Comes before `verify`, so it gives nothing away. */
  handshake?(delivery: Delivery, secrets: readonly HrSecret[]): Handshake | undefined;
  verify(delivery: Delivery, settings: ConnectionSettings, secrets: readonly HrSecret[]): Verification;
  parse(delivery: Delivery, settings: ConnectionSettings): Parsed;
}
