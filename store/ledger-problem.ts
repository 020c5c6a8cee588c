/** Something that cannot be if nobody touched the ledger. */
export interface LedgerProblem {
  kind:
    | 'row-edited'
    | 'row-missing'
    | 'row-reordered'
    | 'run-missing'
    | 'run-unsigned'
    | 'end-missing'
    | 'account-missing'
    | 'head-edited'
    | 'head-missing'
    | 'head-unmatched'
    | 'bad-signature'
    | 'bad-key'
    | 'person-replaced'
    | 'value-edited';
  /** Null when it is about the index as a whole. */
  runId: string | null;
  /** Of the row in the ledger, or of the head in the index. */
  seq: number | null;
  /** In words, with what it means. */
  detail: string;
}

/** Gathers problems without growing with them. */
export interface ProblemSink {
  add(problem: LedgerProblem): void;
}
