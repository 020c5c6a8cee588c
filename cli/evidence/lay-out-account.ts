import { formatDuration } from '../../domain/duration.js';
import type { AccountEvidence } from '../../domain/evidence/evidence.js';
import type { Block, Section } from './page.js';
import { describeCall, describeOutcome, describeProof, formatDelay, formatUtc, formatUtcOr } from './words.js';

interface RunOfAccount {
  /** The run has not ended: its second look may follow. */
  isOpen: boolean;
  looksAgain: boolean;
}

/** What was done and proven in one account. */
export function layOutAccount(account: AccountEvidence, run: RunOfAccount): Section {
  const { steps, guards, notChecked, handOver } = account;
  const blocks: Block[] = [{ kind: 'facts', rows: factsOf(account, run) }];
  if (steps.length > 0) {
    blocks.push({
      kind: 'table',
      columns: ['step', 'calls', 'outcome', 'read back', ...(run.looksAgain ? ['second look'] : [])],
      rows: steps.map((step) => [
        step.text,
        step.calls.map(describeCall).join('\n') || '–',
        describeOutcome(step),
        describeProof(step.readBack),
        ...(run.looksAgain ? [describeProof(step.secondLook)] : []),
      ]),
    });
  }
  blocks.push(...titled('Guards that spoke', guards.map(describeGuard)));
  blocks.push(...titled('Not checked', notChecked));
  blocks.push(...titled('To be handed over: what the API cannot take away', handOver));
  return { title: `Account ${account.account}`, blocks };
}

function factsOf(account: AccountEvidence, { isOpen, looksAgain }: RunOfAccount): [string, string][] {
  const { state, detail, userId, matched, before, after, disabledAt, verifiedAt, delays, isProven, open } = account;
  const isClaimed = state === 'verified' || state === 'nothing-to-do';
  return [
    ['result', detail === null ? state : `${state}: ${detail}`],
    ...(isClaimed && !isProven
      ? [['proof', `none: ${open.join(', ') || 'nothing was read back'}`] as [string, string]]
      : []),
    ['user', userId === null ? (matched ?? 'not looked for yet') : `${userId}, found by ${matched ?? 'nothing'}`],
    ['before', before ?? 'not read'],
    ['read back', after ?? 'not read back'],
    ...(looksAgain ? [['second look', describeSecondLook(account, isOpen)] as [string, string]] : []),
    ...(account.drift
      ? [
          ['came back later', `${account.drift.text}, seen by a sync ${formatUtc(account.drift.at)}`] as [
            string,
            string,
          ],
        ]
      : []),
    ...(account.exposure ? [['old access', describeExposure(account.exposure)] as [string, string]] : []),
    ['disabled', formatMoment(disabledAt, delays.effectiveToDisabled, delays.requestToDisabled)],
    ['verified', formatMoment(verifiedAt, delays.effectiveToVerified, delays.requestToVerified)],
  ];
}

function describeSecondLook(
  { state, secondLook, secondLookAt, afterSecondLook, cameBack }: AccountEvidence,
  isOpen: boolean,
): string {
  if (secondLook === null) return isOpen && state === 'verified' ? 'still to come' : 'not taken';
  const found = `${formatUtcOr(secondLookAt, '')}: ${afterSecondLook ?? 'nothing read'}`;
  if (secondLook === 'as-verified') return found;
  return `${found}; ${secondLook === 'came-back' ? 'had come back' : 'had come back, and was removed again'}: to do was ${cameBack.join(', ')}`;
}

/** How long access of the past was there again, and until when. */
function describeExposure({ from, until, steps }: NonNullable<AccountEvidence['exposure']>): string {
  const duration = until === null ? null : formatDuration(Date.parse(until) - Date.parse(from));
  const end = duration === null ? 'it is not read back as gone yet' : `${duration}, until ${formatUtc(until ?? '')}`;
  return `was there again after the enabling at ${formatUtc(from)}: ${end} (${steps.join(', ')})`;
}

function formatMoment(at: string | null, effectiveMs: number | null, requestMs: number | null): string {
  if (at === null) return '–';
  return `${formatUtc(at)}: ${formatDelay(effectiveMs)} the effective moment, ${formatDelay(requestMs)} the request`;
}

function describeGuard({ reason, decision, overriddenBy, isOver }: AccountEvidence['guards'][number]): string {
  if (overriddenBy !== null) return `${reason}: overridden by ${overriddenBy}`;
  if (isOver) return `${reason}: no longer so`;
  return `${reason}: ${decision === 'hold' ? 'held' : 'refused'}`;
}

function titled(title: string, items: string[]): Block[] {
  if (items.length === 0) return [];
  return [
    { kind: 'text', text: `${title}:` },
    { kind: 'list', items },
  ];
}
