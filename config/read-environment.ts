import { ConfigError, type ConfigProblem } from './config-error.js';
import { type Environment, environmentSchema } from './environment-schema.js';
import { shapeOf } from './shape-of.js';

/**
 * Reads all variables at once, so that one look shows everything that is wrong.
 *
 * @throws ConfigError
 */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const read = environmentSchema.safeParse(variables);
  if (read.success) return read.data;
  const firstOfEach = new Map(read.error.issues.toReversed().map((issue) => [String(issue.path[0]), issue.message]));
  const names = Object.keys(environmentSchema.shape) as (keyof Environment)[];
  throw new ConfigError(
    names.flatMap((name) => {
      const message = firstOfEach.get(name);
      return message === undefined ? [] : [toProblem(name, message, variables[name] ?? '')];
    }),
  );
}

function toProblem(name: keyof Environment, message: string, value: string): ConfigProblem {
  const remedy = environmentSchema.shape[name].meta()?.remedy;
  return { name, problem: `${message} (${shapeOf(value)})`, remedy: String(remedy) };
}
