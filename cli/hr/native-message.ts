import type { HrEventType } from '../../domain/hr/hr-event.js';
import { UsageError } from '../exit.js';

/** What can be said of an event without a file. */
export interface EventOptions {
  worker?: string;
  email?: string;
  date?: string;
  startDate?: string;
  lastDay?: string;
  timeZone?: string;
  set?: string[];
  test?: boolean;
}

type Tree = { [key: string]: Tree | string | boolean };

/**
 * A message of the native adapter: the data that was given, and over it what the options say. The door checks it; here
 * nothing is.
 */
export function toNativeMessage(type: HrEventType, given: string | undefined, options: EventOptions): string {
  const data = given === undefined ? {} : parseData(given);
  const entries: [path: string, value: string | boolean | undefined][] = [
    ['worker.externalId', options.worker],
    ['worker.workEmail', options.email],
    ['effective.date', options.date],
    ['effective.timeZone', options.timeZone],
    ['employment.startDate', options.startDate],
    ['employment.lastDay', options.lastDay],
    ...(options.set ?? []).map(splitSetting),
    ['test', options.test],
  ];
  for (const [path, value] of entries) if (value !== undefined) put(data, path.split('.'), value);
  return JSON.stringify({ type: `hr.worker.${type}`, data });
}

function parseData(text: string): Tree {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Tree;
  } catch {
    // The same as another value that is no object.
  }
  throw new UsageError(
    'With --type the file holds the data of the event, as a JSON object.',
    'Drop --type, or mend it.',
  );
}

function splitSetting(text: string): [path: string, value: string] {
  const [, path = '', value = ''] = /^([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)=(.*)$/s.exec(text) ?? [];
  if (path === '')
    throw new UsageError('--set takes a place and a value.', 'Write --set employment.department=Finance.');
  return [path, value];
}

function put(tree: Tree, [key = '', ...rest]: string[], value: string | boolean): void {
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const below = Object.hasOwn(tree, key) ? tree[key] : undefined;
  const branch: Tree = typeof below === 'object' ? below : {};
  tree[key] = branch;
  put(branch, rest, value);
}
