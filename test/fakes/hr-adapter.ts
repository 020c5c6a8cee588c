import type { HrAdapter, Verification } from '../../hr/adapter.js';
import { hrEvent } from '../setup/hr.js';

/** Believes everybody, and takes any body for one leaver. A test replaces what it is about. */
export function fakeHrAdapter(changes: Partial<HrAdapter> = {}): HrAdapter {
  return {
    name: 'fake',
    verify: (_delivery, _settings, [secret]): Verification => ({
      isAuthentic: true,
      keyId: secret?.id ?? '',
      messageId: null,
      signedAt: null,
      isReplayProtected: false,
    }),
    parse: () => ({ kind: 'events', deliveryId: null, events: [hrEvent()], ignored: 0 }),
    ...changes,
  };
}
