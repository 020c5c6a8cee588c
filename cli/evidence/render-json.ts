import type { Evidence } from '../../domain/evidence/evidence.js';

/** All facts with every row of the ledger: what a program reads, and what the chain can be checked from. */
export function renderJson(evidence: Evidence): string {
  return `${JSON.stringify(evidence, null, 2)}\n`;
}
