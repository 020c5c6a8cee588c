import { type Command, Option } from 'commander';
import type { CliContext } from '../context.js';

/** `steward evidence …`: what a run did, as proof; and whether the ledger is as it was written. */
export function registerEvidence(program: Command, context: CliContext): void {
  const evidence = program
    .command('evidence <run>')
    .description('put together the evidence of a run, or of the newest run of a person')
    .addOption(new Option('--format <format>', 'html, md or json').choices(['html', 'md', 'json']))
    .option('--out <file>', 'write into this file; its ending says the format')
    .addHelpText('after', guide)
    .action(async (run: string, options) =>
      (await import('../evidence/write-evidence.js')).writeEvidence(context, run, options),
    );
  evidence
    .command('verify')
    .description('check that nothing in the ledger was edited, left out or moved; exit 1 when something was')
    .option('--head <hash>', 'also that the index still has this head, from a pack or noted down')
    .option('--json', 'print JSON')
    .action(async (options) => (await import('../evidence/verify-evidence.js')).verifyEvidence(context, options));
}

const guide = `
Reads PostgreSQL alone: it works when Retool and Temporal are down, and after Temporal has forgotten the run.

Examples:
  $ steward evidence E-1042 --out e-1042.html
  $ steward evidence offboard/E-1042/1/1 --format json
  $ steward evidence verify`;
