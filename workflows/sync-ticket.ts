import { remedyFor } from '../domain/remedies.js';
import type { SyncCounts, SyncResult } from '../domain/sync.js';

/** The stages of a sync, also the values of its search attribute. */
export type SyncStage = 'opening' | 'reading' | 'comparing' | 'applied' | 'held' | 'skipped' | 'failed';

/** What a sync knows of itself. Plain data: it goes through JSON unchanged. */
export interface SyncTicket {
  accountName: string;
  stage: SyncStage;
  /** Which reading this is; more than one when what was read got lost. */
  reading: number;
  /** Read so far; null while the first answer is waited for. */
  users: number | null;
  groups: number | null;
  memberships: number | null;
  invites: number | null;
  /** How users are being read. */
  userReading: 'pages' | 'whole';
  result: SyncResult | null;
}

export function createTicket(accountName: string): SyncTicket {
  const nothingRead = { users: null, groups: null, memberships: null, invites: null };
  return { accountName, stage: 'opening', reading: 0, ...nothingRead, userReading: 'pages', result: null };
}

/** A new reading starts from nothing. */
export function startReading(ticket: SyncTicket): void {
  Object.assign(ticket, { reading: ticket.reading + 1, userReading: 'pages' });
  Object.assign(ticket, { users: null, groups: null, memberships: null, invites: null });
}

/** Why an operator should look at this run; undefined when nobody has to. */
export function attentionOf({ result }: SyncTicket): string | undefined {
  if (result?.outcome === 'held') return 'sync-held';
  if (result?.outcome === 'applied' && cameBackIn(result.counts) > 0) return 'access-came-back';
  if (result?.outcome === 'skipped' && result.reason === 'account-stopped') return result.reason;
  return result?.outcome === 'failed' && result.failure !== 'SyncCancelledError' ? result.failure : undefined;
}

/** The run as a ticket that an operator can read in the Web UI. */
export function describeTicket(ticket: SyncTicket): string {
  const again = ticket.reading > 1 ? ` · reading number ${ticket.reading}` : '';
  const lines = [`**Sync of ${ticket.accountName}** · stage: ${ticket.stage}${again}`, ...story(ticket)];
  return lines.join('\n\n');
}

function story(ticket: SyncTicket): string[] {
  switch (ticket.stage) {
    case 'opening':
      return [
        '**Waiting for**: Retool to confirm that the token belongs to the pinned organization.',
        `**You can**: wait. ${retries}`,
      ];
    case 'reading':
      return [
        `Read so far: ${read(ticket)}.`,
        `**Waiting for**: Retool's answers${ticket.userReading === 'whole' ? '; all users come in one answer' : ''}. ${retries}`,
        '**You can**: wait, or cancel. Until everything has been read the inventory stays as it is.',
      ];
    case 'comparing':
      return [
        `Read: ${read(ticket)}.`,
        '**Waiting for**: PostgreSQL to compare and apply the differences in one transaction.',
        '**You can**: wait. A cancel lets the comparison that runs end first.',
      ];
    case 'applied':
    case 'held':
    case 'skipped':
    case 'failed':
      return ticket.result ? ending(ticket.accountName, ticket.result) : [];
  }
}

const retries =
  'If Retool limits the rate or fails, the step is tried again for 15 minutes; the Timeline shows the attempt and its reason.';

function ending(accountName: string, result: SyncResult): string[] {
  switch (result.outcome) {
    case 'applied':
      return [
        `${counted(result.counts)}.`,
        result.baseline
          ? 'First sync of this account: the baseline.'
          : `${result.counts.changes} changes since the last sync.`,
        ...(cameBackIn(result.counts) > 0
          ? [
              `**Came back**: the access of ${cameBackIn(result.counts)} who left. See whose: ${command('steward runs --attention')}`,
            ]
          : []),
        `**You can**: look at them with: ${command(`steward changes --account ${accountName}`)}`,
      ];
    case 'held':
      return [
        `**Held, nothing changed**: ${result.reasons.join('; ')}.`,
        `**You can**: ${command(`steward sync review ${accountName} accept`)}, or reject. The next complete run also settles it.`,
      ];
    case 'skipped':
      return [
        `**Not read**: ${skipped[result.reason]}.`,
        `**You can**: ${command(`steward account show ${accountName}`)}`,
      ];
    case 'failed':
      return [
        `**Failed, nothing changed**: ${result.message}`,
        `**You can**: ${withCommands(remedyFor(result.failure, accountName))}. The next scheduled run tries again.`,
      ];
  }
}

/** As code: in running text the Web UI makes a dash of two hyphens, and a copied command would not work. */
function command(text: string): string {
  return `\`${text}\``;
}

/** A remedy ends with its command. */
function withCommands(remedy: string): string {
  return remedy.replace(/steward \S.*$/, command);
}

const skipped = {
  'account-paused': 'the account is paused',
  'account-stopped': 'the account is stopped, because another organization answered with its token',
  'account-removed': 'the account was removed',
} as const;

function read({ users, groups, memberships, invites }: SyncTicket): string {
  const amount = (count: number | null, what: string) =>
    count === null ? `${what} still to come` : `${count} ${what}`;
  return [
    amount(users, 'users'),
    amount(groups, 'groups'),
    amount(memberships, 'memberships'),
    amount(invites, 'invites'),
  ].join(', ');
}

function cameBackIn({ cameBack = 0 }: SyncCounts): number {
  return cameBack;
}

function counted({ users, groups, memberships, invites }: SyncCounts): string {
  return `${users} users, ${groups} groups, ${memberships} memberships, ${invites} invites`;
}
