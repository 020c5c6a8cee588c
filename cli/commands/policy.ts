import type { Command } from 'commander';
import type { CliContext } from '../context.js';

/** `steward policy`: the rules that guards go by. */
export function registerPolicy(program: Command, context: CliContext): void {
  const policy = program.command('policy').description('look at the policy: exclusions, limits, approvals, times');
  policy
    .command('check [file]')
    .description('check a policy file and sum up what applies')
    .option('--json', 'print JSON')
    .addHelpText('after', guide)
    .action(async (file: string | undefined, options: { json?: boolean }) =>
      (await import('../policy/check-policy.js')).checkPolicy(context, file, options),
    );
}

const guide = `
Without a file it checks STEWARD_POLICY_FILE, or steward.policy.yaml in the working folder; where neither is, it
sums up the default policy. Exit code 1 when the file is broken: then new runs are refused, and those that run go
on by the last policy that was good.

Example:
  $ steward policy check`;
