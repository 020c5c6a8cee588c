import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { searchAttributes } from '../domain/search-attributes.js';
import { describePersonTicket } from './describe-person-ticket.js';
import { attentionOf, type PersonTicket } from './person-ticket.js';

/** What was last written: each change of a search attribute is an event. */
export interface Shown {
  person?: string;
  stage?: string;
  attention?: string | null;
  effectiveAt?: string;
}

/** Shows the run in the Web UI's details, and in its list what can be searched for. */
export function showPersonTicket(ticket: PersonTicket, shown: Shown): void {
  setCurrentDetails(describePersonTicket(ticket));
  const { stage, effectiveAt, hidden, kind } = ticket;
  const attention = attentionOf(ticket);
  const isNew = shown.stage === undefined;
  const person = hidden === null && kind !== 'group' ? { person: ticket.personKey } : {};
  const pairs = [
    ...(shown.person === person.person ? [] : [{ key: searchAttributes.person, value: ticket.personKey }]),
    ...(isNew
      ? [{ key: searchAttributes.accounts, value: ticket.accounts.map(({ accountName }) => accountName) }]
      : []),
    ...(shown.stage === stage ? [] : [{ key: searchAttributes.stage, value: stage }]),
    ...(shown.attention === attention || (isNew && attention === null)
      ? []
      : [{ key: searchAttributes.attention, value: attention }]),
    ...(shown.effectiveAt === effectiveAt ? [] : [{ key: searchAttributes.effectiveAt, value: new Date(effectiveAt) }]),
  ];
  if (pairs.length > 0) upsertSearchAttributes(pairs as Parameters<typeof upsertSearchAttributes>[0]);
  Object.assign(shown, { ...person, stage, attention, effectiveAt });
}
