import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Evidence } from '../../domain/evidence/evidence.js';
import { toEvidence } from '../../domain/evidence/to-evidence.js';
import { readEvidenceFacts } from '../../store/run-evidence.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { requireRun } from '../runs/find-run.js';
import { layOutEvidence } from './lay-out-evidence.js';
import { renderHtml } from './render-html.js';
import { renderJson } from './render-json.js';
import { renderMarkdown } from './render-markdown.js';

export const evidenceFormats = ['html', 'md', 'json'] as const;

export type EvidenceFormat = (typeof evidenceFormats)[number];

export interface EvidenceOptions {
  format?: EvidenceFormat;
  out?: string;
}

/** Puts together the evidence of a run, from PostgreSQL alone, and prints it or writes it into a file. */
export async function writeEvidence(
  context: CliContext,
  name: string,
  { format, out }: EvidenceOptions,
): Promise<void> {
  const { terminal, now } = context;
  const chosen = format ?? (out === undefined ? 'md' : formatOf(out));
  const { db } = await context.database();
  const { id } = await requireRun(db, name);
  const evidence = toEvidence(await readEvidenceFacts(db, id, now()).catch(tellUnreadable));
  const text = render(evidence, chosen);
  if (out === undefined) {
    await terminal.write(text);
  } else {
    await writeFile(out, text, { mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`${out} cannot be written (${error.code ?? error.name}).`, 'Name another file with --out.');
    });
    await terminal.print(`${out}  ${evidence.verdict}`);
  }
  if (evidence.chain.problems.length > 0) {
    throw new FailedError('The ledger of this run was altered.', 'See where: steward evidence verify');
  }
}

function tellUnreadable(error: unknown): never {
  if (!(error instanceof SyntaxError)) throw error;
  throw new FailedError(
    "A row of this run's ledger is no JSON any more: it was altered.",
    'See where: steward evidence verify',
  );
}

function render(evidence: Evidence, format: EvidenceFormat): string {
  switch (format) {
    case 'html':
      return renderHtml(layOutEvidence(evidence));
    case 'md':
      return renderMarkdown(layOutEvidence(evidence));
    case 'json':
      return renderJson(evidence);
  }
}

/** As the name of the file says. @throws UsageError when that says none we write */
function formatOf(file: string): EvidenceFormat {
  const format = evidenceFormats.find((one) => extname(file).toLowerCase() === `.${one}`);
  if (format) return format;
  throw new UsageError(
    `How ${file} is to be written is not known.`,
    `Let it end in ${evidenceFormats.map((one) => `.${one}`).join(', ')}, or give --format. HTML prints well, also to PDF.`,
  );
}
