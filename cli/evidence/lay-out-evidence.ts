import type { ChainEvidence, Evidence } from '../../domain/evidence/evidence.js';
import { decisionWords } from '../../domain/evidence/time-line.js';
import { looksAgain } from '../../domain/run.js';
import { formatMoment } from '../../domain/time/format-moment.js';
import { layOutAccount } from './lay-out-account.js';
import type { Page, Section } from './page.js';
import { formatUtc } from './words.js';

/** The pack as a page: first what counts, then the facts behind it, then how to check them. */
export function layOutEvidence(evidence: Evidence): Page {
  const { run, verdict, accounts, decisions, timeLine } = evidence;
  const isOpen = run.stage !== 'done' && run.stage !== 'cancelled';
  return {
    title: `Evidence of ${run.workflowId}`,
    verdict,
    sections: [
      { title: 'Who and when', blocks: [{ kind: 'facts', rows: whoAndWhen(evidence) }] },
      {
        title: 'Time line',
        blocks: [
          { kind: 'table', columns: ['UTC', 'what'], rows: timeLine.map(({ at, text }) => [formatUtc(at), text]) },
        ],
      },
      layOutDecisions(decisions),
      ...accounts.map((account) => layOutAccount(account, { isOpen, looksAgain: looksAgain(run.kind) })),
      layOutChain(evidence.chain, evidence),
    ],
  };
}

function whoAndWhen({ run, person, asked, restores, madeAt }: Evidence): [string, string][] {
  return [
    ['person', describePerson(person)],
    ['run', `${run.workflowId} (${run.kind}, ${run.outcome ?? run.stage})`],
    ...(asked ? describeAsked(asked) : [['asked', 'the request is not in the ledger'] as [string, string]]),
    ...restores.map(({ workflowId, stage, outcome, actedAt }): [string, string] => [
      'given back since',
      `${formatUtc(actedAt)} by ${workflowId} (${outcome ?? stage}), which has evidence of its own`,
    ]),
    ['this page', `made ${formatUtc(madeAt)} from the ledger; all times are UTC`],
  ];
}

function describeAsked(asked: NonNullable<Evidence['asked']>): [string, string][] {
  const { at, by, reason, subject, onlyAccounts, effectiveAt, effectiveDay, timeZone, policyHash } = asked;
  const day = effectiveDay === null ? '' : `, for the day ${effectiveDay}`;
  return [
    ['asked', `${formatUtc(at)} by ${by}${reason === null ? '' : `: ${reason}`}`],
    ...(subject === null ? [] : [['named in the request', subject] as [string, string]]),
    ['accounts', onlyAccounts === null ? 'all that are connected' : `only ${onlyAccounts.join(', ')}`],
    ['effective moment', `${formatMoment(effectiveAt, timeZone ?? 'UTC')}${day}`],
    ['policy', policyHash === null ? 'the default one' : `SHA-256 ${policyHash}`],
  ];
}

function describePerson(person: Evidence['person']): string {
  if (!person) return 'none';
  if (person.isErased) return `${person.key} (erased: name and addresses are forgotten)`;
  return [person.key, ...person.names, ...person.emails].join(' · ');
}

function layOutDecisions(decisions: Evidence['decisions']): Section {
  if (decisions.length === 0) return { title: 'Decisions', blocks: [{ kind: 'text', text: 'None was needed.' }] };
  const rows = decisions.map(({ at, operator, decision, account, reason, detail, refused }) => [
    formatUtc(at),
    operator,
    refused === null
      ? `${decisionWords[decision]}${describeDetail(detail)}`
      : `wanted to ${decision}${describeDetail(detail)}; the run did not take it: ${refused}`,
    account ?? 'the whole run',
    reason,
  ]);
  return { title: 'Decisions', blocks: [{ kind: 'table', columns: ['UTC', 'who', 'what', 'where', 'why'], rows }] };
}

function describeDetail(detail: Record<string, unknown>): string {
  const parts = Object.entries(detail).map(([name, value]) => `${name}: ${String(value)}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function layOutChain({ head, unsignedRows, problems }: ChainEvidence, { run, ledger }: Evidence): Section {
  const last = ledger.at(-1);
  const title = 'The ledger, and how to check it';
  const state =
    problems.length > 0
      ? `altered: ${problems.join('; ')}`
      : `${ledger.length} rows, their chain checked when this page was made${unsignedRows > 0 ? `; the last ${unsignedRows} not signed yet` : ''}`;
  const rows: [string, string][] = [
    ['ledger', state],
    ['run id', run.id],
    ...(last ? [['last row', `${last.seq}, SHA-256 ${last.hash}`] as [string, string]] : []),
  ];
  if (!head) return { title, blocks: [{ kind: 'facts', rows: [...rows, ['signed head', 'none yet']] }] };
  rows.push(
    ['signed head', `number ${head.seq} of the index, of row ${head.ledgerSeq}, ${formatUtc(head.at)}`],
    ['hash of the head', head.hash],
    ['signature', `Ed25519, ${head.signature}`],
    ['key', head.signingKeyId],
  );
  return {
    title,
    blocks: [
      { kind: 'facts', rows },
      { kind: 'verbatim', text: head.publicKey.trim() },
      {
        kind: 'text',
        text: 'Where the steward runs, this checks the whole ledger and that this head is still in the index:',
      },
      { kind: 'verbatim', text: `steward evidence verify --head ${head.hash}` },
      { kind: 'text', text: byHand },
    ],
  };
}

const byHand =
  'By hand, from the same evidence as JSON: the hash of a row is the SHA-256 of the hash before it, its number, its time, ' +
  'its kind and its entry as canonical JSON (RFC 8785), joined by line feeds; before the first row stands the SHA-256 of ' +
  '"retool-steward ledger", a line feed and the run id. The hash of a head is the SHA-256 of the hash before it, its number, ' +
  'the run id, the number and the hash of the row, its time and the id of the key, joined by line feeds; the signature is ' +
  'over the text of that hash.';
