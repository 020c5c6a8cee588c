/** Nothing that speaks Temporal's protocol answers there. */
export class TemporalUnreachableError extends Error {
  override name = 'TemporalUnreachableError';

  constructor({ address, tls }: { address: string; tls: boolean }, cause?: unknown) {
    super(
      tls
        ? `Temporal does not answer at ${address} over TLS. Check TEMPORAL_ADDRESS, TEMPORAL_TLS_* and TEMPORAL_API_KEY.`
        : `Temporal does not answer at ${address}. Start it with "steward up", or set TEMPORAL_ADDRESS.`,
      { cause },
    );
  }
}

/** Temporal answers, but not to us as we are set up: credentials, namespace or profile. The message has the remedy. */
export class TemporalSettingsError extends Error {
  override name = 'TemporalSettingsError';
}

/** Search attributes cannot be registered from here. The message has the remedy. */
export class SearchAttributesError extends Error {
  override name = 'SearchAttributesError';
}

/** There is no such schedule, so nothing can be started by it. */
export class ScheduleMissingError extends Error {
  override name = 'ScheduleMissingError';

  constructor(scheduleId: string, remedy: string) {
    super(`Temporal has no schedule "${scheduleId}" yet. ${remedy}`);
  }
}
