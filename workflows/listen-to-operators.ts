import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { isFinal } from '../domain/run.js';
import { findSender, takeDecision } from './find-sender.js';
import { runSteps } from './lifecycle-proxies.js';
import {
  accountChangedSignal,
  cancelUpdate,
  type Command,
  decideUpdate,
  factsChangedSignal,
  rescheduleUpdate,
  retryAccountUpdate,
  skipAccountUpdate,
  ticketQuery,
  tryNowUpdate,
} from './messages.js';
import type { PersonRun } from './person-run.js';
import {
  type AccountTicket,
  findAccount,
  isPartlyInForce,
  type PersonTicket,
  takeApproval,
  takeFacts,
} from './person-ticket.js';

/**
 * Hears commands and facts. Each handler changes the ticket and nothing else; the run's story goes on from there. While it
 * is read who sent a command the run may come further: what its validator asked for is asked for again.
 */
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
    async ({ lastDay, timeZone, at, ...command }) => {
      const moment = {
        ...(lastDay !== undefined && { lastDay }),
        ...(timeZone !== undefined && { timeZone }),
        ...(at !== undefined && { at }),
      };
      const { isRecorded, ...sender } = await findSender(ticket, command, { kinds: ['reschedule'], moment });
      await condition(() => ticket.isOpen);
      requireBefore(ticket);
      const wish = { ...moment, ...(!isRecorded && sender) };
      takeFacts(ticket, await runSteps.reschedule({ runId: ticket.runId, ...wish }));
      show();
      return { effectiveAt: ticket.effectiveAt };
    },
    {
      description:
        'Another moment: {"lastDay":"2026-12-31","timeZone":"Europe/Berlin","reason":"…"} or {"at":"…Z","reason":"…"}',
      validator: ({ lastDay, timeZone, at, ...command }) => {
        requireCommand(ticket, command);
        requireBefore(ticket);
        if ([lastDay, timeZone, at].some((part) => part !== undefined && typeof part !== 'string')) {
          refuse('lastDay, timeZone and at are texts.');
        }
        if ((lastDay === undefined) === (at === undefined)) refuse('Give either lastDay or at.');
        if (lastDay !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(lastDay)) refuse('lastDay is a day: 2026-12-31.');
        if (at !== undefined && Number.isNaN(Date.parse(at))) refuse('at is an instant: 2026-12-31T23:00:00Z.');
      },
    },
  );

  setHandler(
    cancelUpdate,
    async (command) => {
      const { by, reason } = await findSender(ticket, command, { kinds: ['cancel'] });
      requireNotEnded(ticket);
      ticket.cancel ??= { by, reason };
      show();
    },
    {
      description: 'Before it acts nothing is done; afterwards it stops after the steps under way: {"reason":"…"}',
      validator: (command) => {
        requireCommand(ticket, command);
        requireNotEnded(ticket);
      },
    },
  );

  setHandler(
    tryNowUpdate,
    async (command) => {
      const { by, reason, isRecorded } = await findSender(ticket, command, { kinds: ['try-now'] });
      requireWaiting(ticket);
      ticket.tryNow = true;
      if (!isRecorded) ticket.hurried = `${by} had it act now: ${reason}`;
    },
    {
      description: 'Acts now, ends now what is in force, or takes the second look now: {"reason":"…"}',
      validator: (command) => {
        requireCommand(ticket, command);
        requireWaiting(ticket);
      },
    },
  );

  setHandler(
    retryAccountUpdate,
    async ({ account, ...command }) => {
      const { accountId } = requireAccount(ticket, account);
      await findSender(ticket, command, { kinds: ['retry'], accountId });
      requireOpenAccount(ticket, account).retry = true;
    },
    {
      description: 'Tries an account again: {"account":"acme","reason":"…"}',
      validator: ({ account, ...command }) => {
        requireCommand(ticket, command);
        requireOpenAccount(ticket, account);
      },
    },
  );

  setHandler(
    skipAccountUpdate,
    async ({ account, ...command }) => {
      const { accountId } = requireAccount(ticket, account);
      const { by, reason } = await findSender(ticket, command, { kinds: ['skip'], accountId });
      requireOpenAccount(ticket, account).skip = { by, reason };
    },
    {
      description: 'Leaves an account out for good: {"account":"acme","reason":"…"}',
      validator: ({ account, ...command }) => {
        requireCommand(ticket, command);
        requireOpenAccount(ticket, account);
      },
    },
  );

  setHandler(
    decideUpdate,
    async ({ decisionId }) => {
      const decision = await takeDecision(ticket, decisionId, { kinds: ['approve', 'reject', 'override', 'link'] });
      await condition(() => ticket.isOpen);
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
        requireDecision(ticket, decisionId);
        requireNotEnded(ticket);
      },
    },
  );
}

function requireCommand(ticket: PersonTicket, { decisionId, reason }: Command): void {
  if (typeof reason !== 'string' || reason.trim() === '') refuse('Give a reason.');
  if (decisionId !== undefined) requireDecision(ticket, decisionId);
}

function requireDecision({ decisionsTaken }: PersonTicket, decisionId: unknown): void {
  if (typeof decisionId !== 'string' || decisionId === '') refuse('Decide with the command line: steward approve.');
  if (decisionsTaken?.includes(decisionId)) refuse('That decision was taken before.');
}

function requireNotEnded({ stage }: PersonTicket): void {
  if (stage === 'done' || stage === 'cancelled') refuse('The run has ended.');
}

function requireWaiting(ticket: PersonTicket): void {
  const { stage } = ticket;
  if (['waiting', 'in-force', 'verified'].includes(stage) || isPartlyInForce(ticket)) return;
  refuse(`Nothing is waited for: ${stage}.`);
}

function requireBefore({ stage }: PersonTicket): void {
  if (!['planned', 'waiting-for-approval', 'waiting'].includes(stage)) refuse(`It is too late for that: ${stage}.`);
}

function requireAccount(ticket: PersonTicket, account: string): AccountTicket {
  const names = ticket.accounts.map(({ accountName }) => accountName).join(', ');
  return findAccount(ticket, account) ?? refuse(`No such account in this run. It has: ${names}.`);
}

function requireOpenAccount(ticket: PersonTicket, name: string): AccountTicket {
  const account = requireAccount(ticket, name);
  if (isFinal(account.state)) refuse(`${account.accountName} has come to its end: ${account.state}.`);
  return account;
}

function refuse(why: string): never {
  throw ApplicationFailure.nonRetryable(why, 'RefusedError');
}
