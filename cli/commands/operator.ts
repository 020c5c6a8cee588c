import { type Command, Option } from 'commander';
import { operatorRoles } from '../../domain/run.js';
import type { CliContext } from '../context.js';
import { withFormats } from '../output/format.js';

/** `steward operator …`: who may decide, known by their keys. */
export function registerOperator(program: Command, context: CliContext): void {
  const operator = program.command('operator').description('say who may decide; each operator has a key');
  operator
    .command('add <name>')
    .description('give somebody a key, printed this once; for admins, and for the first admin')
    .addOption(new Option('--role <role>', 'what they may do').choices(operatorRoles).makeOptionMandatory())
    .option('--expires <duration>', 'when the key expires, for example 8h or 90d', '90d')
    .addHelpText('after', guide)
    .action(async (name: string, options) =>
      (await import('../operators/add-operator.js')).addOperator(context, name, options),
    );
  withFormats(operator.command('list').description('list operators and whether their keys are in force')).action(
    async (options) => (await import('../operators/list-operators.js')).listOperators(context, options),
  );
  operator
    .command('revoke <name>')
    .description('take a key out of force, at once; for admins')
    .action(async (name: string) => (await import('../operators/revoke-operator.js')).revokeOperator(context, name));
}

const guide = `
viewer    reads
operator  starts and stops runs, settles what is held, freezes writes, pauses accounts and changes their settings
approver  also approves what others asked for, rejects, and overrides guards
admin     also adds and revokes operators, connects and removes accounts, lets them write, changes their tokens,
          seals anew what older encryption keys sealed

Examples:
  $ steward operator add ann --role admin > ann.key
  $ STEWARD_OPERATOR_KEY=$(cat ann.key) steward operator add tess --role operator --expires 30d`;
