import { z } from 'zod';
import { Refusal } from '../answer.js';
import { describeIssue, parseBody } from './endpoint.js';

const operation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('remove'), path: z.string() }),
  z.object({ op: z.literal('replace'), path: z.string(), value: z.unknown() }),
]);

type Operation = z.output<typeof operation>;

export const patchBody = z.strictObject({ operations: z.array(operation) });

export const replaceBody = z.strictObject({
  operations: z.array(z.object({ op: z.literal('replace'), path: z.string(), value: z.unknown() })),
});

/** The top-level fields a patch is about. */
export function touchedFields(body: unknown): ReadonlySet<string> {
  return new Set(parseBody(patchBody, body).operations.map(({ path }) => path.split('/')[1] ?? ''));
}

/**
 * Applies JSON Patch (RFC 6902) operations to a copy of a document. Only paths that begin at one of the document's own
 * fields may be changed. Refuses with 400 a path that leads nowhere and a result that breaks the schema.
 */
export function patchDocument<T extends z.ZodType>(
  document: Record<string, unknown>,
  schema: T,
  body: unknown,
  bodySchema: z.ZodType<{ operations: Operation[] }> = patchBody,
): z.output<T> {
  const patched = structuredClone(document);
  for (const operation of parseBody(bodySchema, body).operations) applyOperation(patched, operation);
  const parsed = schema.safeParse(patched);
  if (parsed.success) return parsed.data;
  throw new Refusal(400, `Patched document failed schema validation: ${describeIssue(parsed.error)}`);
}

function applyOperation(document: Record<string, unknown>, operation: Operation): void {
  const steps = operation.path
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  const [field] = steps;
  if (field === undefined || !Object.hasOwn(document, field)) {
    throw new Refusal(400, `Invalid path for operation: ${operation.path}`);
  }
  const last = steps.pop() as string;
  const parent = steps.reduce<unknown>((value, step) => (isContainer(value) ? value[step] : undefined), document);
  if (!isContainer(parent)) throw new Refusal(400, `Invalid path for operation: ${operation.path}`);
  if (Array.isArray(parent)) applyToArray(parent, last, operation);
  else applyToObject(parent, last, operation);
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function applyToObject(parent: Record<string, unknown>, key: string, operation: Operation): void {
  if (operation.op !== 'add' && !Object.hasOwn(parent, key)) {
    throw new Refusal(400, `Invalid path for operation: ${operation.path}`);
  }
  if (operation.op === 'remove') Reflect.deleteProperty(parent, key);
  else
    Object.defineProperty(parent, key, {
      value: operation.value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function applyToArray(parent: unknown[], key: string, operation: Operation): void {
  const index = key === '-' && operation.op === 'add' ? parent.length : /^\d+$/.test(key) ? Number(key) : Number.NaN;
  const end = operation.op === 'add' ? parent.length : parent.length - 1;
  if (!(index <= end)) throw new Refusal(400, `Invalid path for operation: ${operation.path}`);
  if (operation.op === 'add') parent.splice(index, 0, operation.value);
  else if (operation.op === 'remove') parent.splice(index, 1);
  else parent[index] = operation.value;
}
