import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { isFinal } from '../domain/run.js';
import { runSteps } from './lifecycle-proxies.js';
import {
  accountChangedSignal,
  cancelUpdate,
  decideUpdate,
  factsChangedSignal,
  rescheduleUpdate,
  retryAccountUpdate,
  skipAccountUpdate,
  ticketQuery,
  tryNowUpdate,
} from './messages.js';
import type { PersonRun } from './person-run.js';
import { type AccountTicket, findAccount, type PersonTicket, takeApproval, takeFacts } from './person-ticket.js';

export const unknownSender = 'the Web UI (sender unknown)';

/** Hears commands and facts. Each handler changes the ticket and nothing else; the run's story goes on from there. */
export function listenToOperators({ ticket, show }: PersonRun): void {
  setHandler(ticketQuery, () => ticket, { description: 'Everything the run knows of itself.' });

  setHandler(
    accountChangedSignal,
    ({ accountId }) => {
      for (const account of ticket.accounts) if (account.accountId === accountId) account.retry = true;
    },
    { description: 'An account was mended: try it again.' },
  );

  setHandler(
    factsChangedSignal,
    async () => {
      await condition(() => ticket.isOpen);
      takeFacts(ticket, await runSteps.readFacts(ticket.runId));
      show();
    },
    { description: 'Something about the person or the moment changed: it is read again.' },
  );

  setHandler(
    rescheduleUpdate,
    async ({ lastDay, timeZone, at, by, reason }) => {
      await condition(() => ticket.isOpen);
      const when = {
        // What the command line sends stands in the record already.
        ...(by === undefined && { by: unknownSender, reason }),
        ...(lastDay !== undefined && { lastDay }),
        ...(timeZone !== undefined && { timeZone }),
        ...(at !== undefined && { at }),
      };
      takeFacts(ticket, await runSteps.reschedule({ runId: ticket.runId, ...when }));
      show();
      return { effectiveAt: ticket.effectiveAt };
    },
    {
      description:
        'Another moment: {"lastDay":"2026-12-31","timeZone":"Europe/Berlin","reason":"…"} or {"at":"…Z","reason":"…"}',
      validator: ({ lastDay, at, reason }) => {
        requireReason(reason);
        requireBefore(ticket);
        if ((lastDay === undefined) === (at === undefined)) refuse('Give either lastDay or at.');
        if (lastDay !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(lastDay)) refuse('lastDay is a day: 2026-12-31.');
        if (at !== undefined && Number.isNaN(Date.parse(at))) refuse('at is an instant: 2026-12-31T23:00:00Z.');
      },
    },
  );

  setHandler(
    cancelUpdate,
    ({ by = unknownSender, reason }) => {
      ticket.cancel ??= { by, reason };
      show();
    },
    {
      description: 'Before it acts nothing is done; afterwards it stops after the steps under way: {"reason":"…"}',
      validator: ({ reason }) => {
        requireReason(reason);
        if (ticket.stage === 'done' || ticket.stage === 'cancelled') refuse('The run has ended.');
      },
    },
  );

  setHandler(
    tryNowUpdate,
    ({ by, reason }) => {
      ticket.tryNow = true;
      if (by === undefined) ticket.hurried = `${unknownSender} had it act now: ${reason}`;
    },
    {
      description: 'Acts now, ends now what is in force, or takes the second look now: {"reason":"…"}',
      validator: ({ reason }) => {
        requireReason(reason);
        if (!['waiting', 'in-force', 'verified'].includes(ticket.stage))
          refuse(`Nothing is waited for: ${ticket.stage}.`);
      },
    },
  );

  setHandler(
    retryAccountUpdate,
    ({ account }) => {
      requireAccount(ticket, account).retry = true;
    },
    {
      description: 'Tries an account again: {"account":"acme","reason":"…"}',
      validator: ({ account, reason }) => {
        requireReason(reason);
        requireOpenAccount(ticket, account);
      },
    },
  );

  setHandler(
    skipAccountUpdate,
    ({ account, by = unknownSender, reason }) => {
      requireAccount(ticket, account).skip = { by, reason };
    },
    {
      description: 'Leaves an account out for good: {"account":"acme","reason":"…"}',
      validator: ({ account, reason }) => {
        requireReason(reason);
        requireOpenAccount(ticket, account);
      },
    },
  );

  setHandler(
    decideUpdate,
    async ({ decisionId }) => {
      ticket.decisionsTaken = [...(ticket.decisionsTaken ?? []), decisionId];
      await condition(() => ticket.isOpen);
      const decision = await runSteps.readDecision({ runId: ticket.runId, decisionId });
      const { kind, accountId } = decision;
      if (kind === 'approve' || kind === 'reject') {
        if (!takeApproval(ticket, kind, decision)) refuse(`Nothing waits for approval: ${ticket.stage}.`);
      } else {
        for (const account of ticket.accounts) {
          if (accountId === null || account.accountId === accountId) account.retry = true;
        }
      }
      show();
    },
    {
      description: 'A decision that the command line has written down: nobody can approve from here.',
      validator: ({ decisionId }) => {
        if (typeof decisionId !== 'string' || decisionId === '')
          refuse('Decide with the command line: steward approve.');
        // Sent again by somebody else it would approve what nobody has seen.
        if (ticket.decisionsTaken?.includes(decisionId)) refuse('That decision was taken before.');
        if (ticket.stage === 'done' || ticket.stage === 'cancelled') refuse('The run has ended.');
      },
    },
  );
}

function requireReason(reason: unknown): void {
  if (typeof reason !== 'string' || reason.trim() === '') refuse('Give a reason.');
}

function requireBefore({ stage }: PersonTicket): void {
  if (!['planned', 'waiting-for-approval', 'waiting'].includes(stage)) refuse(`It is too late for that: ${stage}.`);
}

function requireAccount(ticket: PersonTicket, account: string): AccountTicket {
  const names = ticket.accounts.map(({ accountName }) => accountName).join(', ');
  return findAccount(ticket, account) ?? refuse(`No such account in this run. It has: ${names}.`);
}

function requireOpenAccount(ticket: PersonTicket, name: string): void {
  const account = requireAccount(ticket, name);
  if (isFinal(account.state)) refuse(`${account.accountName} has come to its end: ${account.state}.`);
}

function refuse(why: string): never {
  throw ApplicationFailure.nonRetryable(why, 'RefusedError');
}
