import { type Command, Option } from 'commander';
import type { CliContext } from '../context.js';
import { collect } from '../input/collect.js';
import { wholeNumber } from '../input/number.js';

/** `steward policy`: the rules that guards go by, and what people get by them. */
export function registerPolicy(program: Command, context: CliContext): void {
  const policy = program
    .command('policy')
    .description('look at the policy: what people get, exclusions, limits, approvals, times');
  policy
    .command('check [file]')
    .description('check a policy file and sum up what applies')
    .option('--json', 'print JSON')
    .addHelpText('after', guide)
    .action(async (file: string | undefined, options: { json?: boolean }) =>
      (await import('../policy/check-policy.js')).checkPolicy(context, file, options),
    );
  policy
    .command('explain <person>')
    .description('say what the rules give a person, by key or email, and why each other rule gives nothing')
    .option('--account <names>', 'in these accounts only, with commas', collect)
    .option('--json', 'print JSON')
    .addHelpText('after', explainGuide)
    .action(async (person: string, options: { account?: string[]; json?: boolean }) =>
      (await import('../policy/explain-policy.js')).explainPolicy(context, person, options),
    );
  policy
    .command('diff <file>')
    .description('say who would gain and lose what if this file were the policy, and what else is different')
    .addOption(
      new Option('--limit <count>', 'show at most so many rows of people')
        .argParser(wholeNumber({ from: 1, to: 1_000_000 }))
        .default(100),
    )
    .option('--json', 'print JSON, with everybody')
    .addHelpText('after', diffGuide)
    .action(async (file: string, options: { limit: number; json?: boolean }) =>
      (await import('../policy/diff-policy.js')).diffPolicy(context, file, options),
    );
}

const guide = `
Without a file it checks STEWARD_POLICY_FILE, or steward.policy.yaml in the working folder; where neither is, it
sums up the default policy. Exit code 1 when the file is broken: then new runs are refused, and those that run go
on by the last policy that was good.

Example:
  $ steward policy check`;

const explainGuide = `
Example:
  $ steward policy explain ada.byrne@acme.example --account acme-cloud`;

const diffGuide = `
Exit code 0 whether or not anything is different; 1 when the file is broken.

Example:
  $ steward policy diff new.yaml`;
