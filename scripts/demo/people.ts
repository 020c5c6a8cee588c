import { day } from './calendar.js';

/** Known to HR and to Retool from the start; their addresses are those of the simulated accounts. */
export const leaver = { worker: 'E-1042', email: 'ada.byrne@acme.example' };
export const mover = { worker: 'E-1077', email: 'grace.lindholm@acme.example' };

/** Starts today. */
export const joiner = { worker: 'E-2001', email: 'june.park@acme.example' };

/** What HR says of those who work here already: a batch of CloudEvents. */
export function describeStaff(): string {
  const hired = ({ worker, email }: typeof leaver, displayName: string) => ({
    specversion: '1.0',
    id: `hired-${worker}`,
    source: '/acme-hr',
    type: 'hr.worker.hired',
    time: `${day(-1)}T00:00:00Z`,
    data: {
      worker: { externalId: worker, workEmail: email, displayName },
      employment: { startDate: day(-800), department: 'Finance' },
    },
  });
  return JSON.stringify([hired(leaver, 'Ada Byrne'), hired(mover, 'Grace Lindholm')], null, 2);
}
