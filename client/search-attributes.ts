import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { searchAttributes } from '../domain/search-attributes.js';
import { grpcStatus, grpcStatusOf, isRefused } from './grpc-status.js';
import { SearchAttributesError } from './temporal-errors.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;

const wanted = Object.values(searchAttributes);

const indexedTypes = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KEYWORD_LIST: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
};

const typeNames = { KEYWORD: 'Keyword', KEYWORD_LIST: 'KeywordList', DATETIME: 'Datetime' };

/** Names of our search attributes that the namespace lacks; without them no run can start. */
export async function missingSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const registered = await listRegistered(connection, namespace);
  if (registered) return wanted.filter(({ name }) => registered[name] === undefined).map(({ name }) => name);
  const answers = await Promise.all(wanted.map(({ name }) => isSearchable(connection, namespace, name)));
  return wanted.filter((_, index) => !answers[index]).map(({ name }) => name);
}

/**
 * Registers those of our search attributes that are missing. Safe to repeat, and to run twice at once.
 *
 * @returns the names that were registered now
 * @throws SearchAttributesError when this is not allowed from here, or a name is taken by another type
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  assertTypes((await listRegistered(connection, namespace)) ?? {}, namespace);
  const missing = await missingSearchAttributes(connection, namespace);
  for (const { name } of wanted.filter((attribute) => missing.includes(attribute.name))) {
    try {
      await registerSearchAttributes(connection, namespace, [name]);
    } catch (error) {
      if (grpcStatusOf(error) !== grpcStatus.alreadyExists) throw isRefused(error) ? refused(missing, error) : error;
    }
  }
  return missing;
}

/**
 * Registers ours, or those of these names, in one request, whether or not they are there.
 *
 * @throws ServiceError
 */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
  names: string[] = wanted.map(({ name }) => name),
): Promise<void> {
  const named = wanted.filter(({ name }) => names.includes(name));
  const types = Object.fromEntries(named.map(({ name, type }) => [name, indexedTypes[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: types });
}

type Registered = Record<string, number>;

/** Undefined when the server does not tell: Temporal Cloud keeps its operator service to itself. */
async function listRegistered(connection: Connection, namespace: string): Promise<Registered | undefined> {
  try {
    return (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes ?? {};
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}

/** Asks by using it in a query, which every server answers: an unknown name is an invalid query. */
async function isSearchable(connection: Connection, namespace: string, name: string): Promise<boolean> {
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query: `${name} IS NOT NULL` });
    return true;
  } catch (error) {
    if (grpcStatusOf(error) === grpcStatus.invalidArgument) return false;
    throw error;
  }
}

function assertTypes(registered: Registered, namespace: string): void {
  for (const { name, type } of wanted) {
    const found = registered[name];
    if (found === undefined || found === indexedTypes[type]) continue;
    throw new SearchAttributesError(
      `The search attribute ${name} of namespace "${namespace}" is not a ${typeNames[type]}. ` +
        `Remove it (temporal operator search-attribute remove --name ${name}), then: steward setup`,
    );
  }
}

function refused(missing: string[], cause: unknown): SearchAttributesError {
  const list = wanted
    .filter(({ name }) => missing.includes(name))
    .map(({ name, type }) => `${name}=${typeNames[type]}`);
  return new SearchAttributesError(
    `Temporal does not let us register search attributes. Let an administrator add ${list.join(', ')}.`,
    { cause },
  );
}
