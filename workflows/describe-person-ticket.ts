import type { RunKind } from '../domain/run.js';
import type { AccountTicket, PersonTicket } from './person-ticket.js';

const titles: Record<RunKind, string> = {
  offboard: 'Offboarding',
  onboard: 'Onboarding',
  move: 'Move',
  suspend: 'Suspension',
  access: 'Access',
  group: 'Change of',
  restore: 'Restoring',
};

/** The run as a ticket that an operator can read in the Web UI. */
export function describePersonTicket(ticket: PersonTicket): string {
  const { kind, personKey, hidden, stage, askedBy } = ticket;
  return [
    `**${titles[kind]} ${hidden ? `of ${hidden.title}` : personKey}** · stage: ${stage} · asked by ${askedBy}`,
    ...story(ticket),
    ...ticket.accounts.map(describeAccount),
  ].join('\n\n');
}

function story(ticket: PersonTicket): string[] {
  const { stage, personKey, hidden, effectiveText, approval, decidedBy, cancel, secondLookAt, missing } = ticket;
  switch (stage) {
    case 'planned':
      return ['**Waiting for**: the plan to be made.'];
    case 'waiting-for-approval':
      return [
        `**Waiting for**: approval${approval === 'overdue' ? ', for long' : ''}${othersOf(ticket)}. It acts ${effectiveText}.`,
        `**You can**: \`steward run ${hidden?.run ?? personKey}\` shows the plan; then \`steward approve\`, or \`reject\`, with a reason.`,
      ];
    case 'waiting':
      if (missing !== null && Date.parse(ticket.effectiveAt) <= Date.now()) {
        return [`**Waiting for**: a work email of ${personKey}. It goes on by itself once one is known.`];
      }
      return [
        `**Waiting for**: ${effectiveText}.${decidedBy === null ? '' : ` Approved by ${decidedBy}.`}`,
        '**You can**: `steward reschedule`, `cancel` or `try-now`, with a reason.',
      ];
    case 'acting':
      return [
        cancel === null
          ? '**Waiting for**: the accounts below. Each goes on by itself.'
          : `**Cancelled** by ${cancel.by}: the steps under way are finished and verified, then it stops.`,
      ];
    case 'in-force':
      return [
        `**Waiting for**: ${whatEndsIt(ticket)}.`,
        '**You can**: `steward try-now` ends it now, `steward cancel` leaves it as it is, with a reason.',
      ];
    case 'verified':
      return secondLookAt === null ? [] : [`**Waiting for**: the second look, ${toMinute(secondLookAt)}.`];
    case 'done':
      return ticket.cameBack.length === 0
        ? []
        : [
            `**Came back**: ${ticket.cameBack.join('; ')}.`,
            `**You can**: \`steward offboard ${personKey} --now\`, or leave it with \`steward acknowledge ${personKey}\`.`,
          ];
    case 'cancelled':
      return [
        cancel === null
          ? `**Rejected** by ${decidedBy ?? 'an operator'}.`
          : `**Cancelled** by ${cancel.by}: ${cancel.reason}.`,
      ];
  }
}

/** Those who may decide beside the approvers. */
function othersOf({ escalation }: PersonTicket): string {
  return escalation?.isReached ? `; ${escalation.approvers.join(', ')} may decide as well` : '';
}

function whatEndsIt({ kind, followUpAt, endsAt }: PersonTicket): string {
  const end = followUpAt ?? (endsAt === null ? null : Date.parse(endsAt));
  if (kind === 'move') return `the end of the overlap, ${toMinute(end ?? 0)}; then the old access goes`;
  if (kind === 'suspend') return 'the suspension to be lifted';
  return end === null ? 'the word that it ends' : `its end, ${toMinute(end)}`;
}

function toMinute(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function describeAccount({ accountName, state, detail, remedy, since, notChecked }: AccountTicket): string {
  const time = new Date(since).toISOString().slice(0, 19).replace('T', ' ');
  const unchecked = notChecked.length === 0 ? '' : ` Not checked: ${notChecked.join('; ')}.`;
  const youCan = remedy === null ? '' : ` **You can**: ${remedy}.`;
  return `**${accountName}** · ${state}${detail === null ? '' : `: ${detail}`} · since ${time} UTC.${unchecked}${youCan}`;
}
