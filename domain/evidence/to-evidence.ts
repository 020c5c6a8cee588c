import type { RunWanted } from '../plan/wanted-state.js';
import { toAccountEvidence } from './account-evidence.js';
import { ofKind, refusalsIn } from './entries.js';
import type { AskedEvidence, DecisionEvidence, Evidence, EvidenceFacts, LedgerFact } from './evidence.js';
import { toTimeLine } from './time-line.js';
import { toVerdict } from './verdict.js';

/** Puts together what the ledger of a run proves. Pure: the same facts give the same evidence. */
export function toEvidence(facts: EvidenceFacts): Evidence {
  const { run, person, restores, ledger, values, chain, madeAt } = facts;
  const [request] = ofKind(ledger, 'asked');
  const wanted: RunWanted = request?.entry.wanted ?? {};
  const asked = toAsked(ledger, values);
  const accounts = facts.accounts.map((account) => toAccountEvidence(account, ledger, wanted, asked));
  const evidence = {
    madeAt,
    run,
    person,
    asked,
    timeLine: toTimeLine(ledger, accounts),
    decisions: toDecisions(facts),
    accounts,
    restores,
    chain,
    ledger,
  };
  return { ...evidence, verdict: toVerdict(evidence) };
}

function toAsked(ledger: LedgerFact[], values: ReadonlyMap<string, string>): AskedEvidence | null {
  const [request] = ofKind(ledger, 'asked');
  if (!request) return null;
  const { askedBy, reason, subject, onlyAccounts, policyHash, restoresRunId } = request.entry;
  const { effectiveAt, effectiveDay, timeZone } = ofKind(ledger, 'rescheduled').at(-1)?.entry ?? request.entry;
  return {
    at: request.at,
    by: askedBy,
    reason,
    subject: subject && (values.get(subject) ?? subject),
    onlyAccounts,
    effectiveAt,
    effectiveDay,
    timeZone,
    policyHash,
    restoresRunId,
  };
}

function toDecisions({ ledger, accounts }: EvidenceFacts): DecisionEvidence[] {
  const refusals = refusalsIn(ledger);
  return ofKind(ledger, 'decided').map(
    ({ at, entry: { decisionId, decision, operator, reason, accountId, detail } }) => ({
      at,
      decision,
      operator,
      reason,
      account: accountId && (accounts.find((one) => one.accountId === accountId)?.accountName ?? accountId),
      detail,
      refused: refusals.get(decisionId) ?? null,
    }),
  );
}
