import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { isAccountName } from '../../domain/account.js';
import { parseDuration } from '../../domain/duration.js';
import type { HrSourceKind } from '../../domain/hr/hr-event.js';
import { adapterNames } from '../../hr/adapters.js';
import { HrDefinitionError } from '../../hr/configurable/definition-error.js';
import { isPresetName, presetNames, readPreset } from '../../hr/configurable/presets.js';
import { readDefinition } from '../../hr/configurable/read-definition.js';
import type { NewHrConnection } from '../../store/hr-connections.js';
import { EnvironmentError, UsageError } from '../exit.js';
import { parseTimeZone } from '../input/time-zone.js';

export interface ConnectionSettingsOptions {
  definition?: string;
  timeZone?: string;
  terminationDateMeans?: 'last_day' | 'first_day_off';
  locations?: string;
  tenant?: string;
  expectEvery?: string;
}

export type ConnectionOptions = ConnectionSettingsOptions & { adapter: string; source?: HrSourceKind };

/** What `--adapter` takes: ways of sending, and definitions that come with the program. */
const adapterChoices = [...adapterNames, ...presetNames];

/** Senders that know about access and not about employments. */
const identityProviders = ['okta', 'entra'];

/** The connection that the options ask for. @throws UsageError before anything is changed */
export async function toConnectionWish(name: string, options: ConnectionOptions): Promise<NewHrConnection> {
  if (!isAccountName(name)) {
    throw new UsageError(
      'The name of a connection has lower-case letters, digits and hyphens, 40 at most, and no hyphen in front.',
      'Write for example acme-hr.',
    );
  }
  const { adapter, ...settings } = options;
  return {
    name,
    ...(await readScheme(adapter, settings.definition)),
    sourceKind: settings.source ?? (identityProviders.includes(adapter) ? 'idp' : 'hr'),
    ...{ timeZone: null, terminationDateMeans: 'last_day', locations: {}, tenant: null, expectedEveryMs: null },
    ...(await toConnectionPatch(settings)),
  };
}

export type ConnectionPatch = Partial<
  Pick<NewHrConnection, 'timeZone' | 'terminationDateMeans' | 'locations' | 'tenant' | 'expectedEveryMs'>
>;

/** The settings that the options give, and no others. @throws UsageError before anything is changed */
export async function toConnectionPatch(options: ConnectionSettingsOptions): Promise<ConnectionPatch> {
  const { timeZone, terminationDateMeans, locations, tenant, expectEvery } = options;
  return {
    ...(timeZone !== undefined && { timeZone: unlessNone(timeZone, parseTimeZone) }),
    ...(terminationDateMeans !== undefined && { terminationDateMeans }),
    ...(locations !== undefined && { locations: await readLocations(locations) }),
    ...(tenant !== undefined && { tenant: unlessNone(tenant, (text) => text.trim()) }),
    ...(expectEvery !== undefined && { expectedEveryMs: unlessNone(expectEvery, parseExpectation) }),
  };
}

function unlessNone<T>(text: string, parseText: (text: string) => T): T | null {
  return text === 'none' ? null : parseText(text);
}

async function readScheme(adapter: string, definition: string | undefined) {
  if (!adapterChoices.includes(adapter)) {
    throw new UsageError(`There is no adapter "${adapter}".`, `There are: ${adapterChoices.join(', ')}.`);
  }
  if (adapter !== 'configurable' && definition !== undefined) {
    throw new UsageError('--definition is for --adapter configurable.', 'Drop one of the two.');
  }
  if (isPresetName(adapter)) return { adapter: 'configurable', definition: readPreset(adapter) };
  if (adapter !== 'configurable') return { adapter, definition: null };
  if (definition === undefined) {
    throw new UsageError(
      'What the messages look like is not known.',
      `Give --definition FILE, or one of those that come along: ${presetNames.join(', ')}.`,
    );
  }
  return { adapter, definition: await readDefinitionFile(definition) };
}

/** The text of a definition that can be used. @throws UsageError with a line for each problem */
export async function readDefinitionFile(path: string): Promise<string> {
  const text = await readGiven(path, '--definition');
  try {
    readDefinition(text, path);
    return text;
  } catch (error) {
    if (error instanceof HrDefinitionError) throw new UsageError(error.message);
    throw error;
  }
}

async function readGiven(path: string, option: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new EnvironmentError(`The file of ${option} cannot be read (${error.code ?? error.name}).`);
  });
}

const longestLocations = 2_000;

async function readLocations(path: string): Promise<Record<string, string>> {
  const text = await readGiven(path, '--locations');
  const advice = 'Write a line for each place: "Berlin: Europe/Berlin", or "NZ: Pacific/Auckland" by country.';
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch {
    throw new UsageError('The file of --locations is no YAML.', advice);
  }
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length === 0 || entries.length > longestLocations) {
    throw new UsageError(`The file of --locations has to have 1 to ${longestLocations} places.`, advice);
  }
  return Object.fromEntries(entries.map(([place, zone]) => [place, parseTimeZone(String(zone))]));
}

const longestSilenceMs = 366 * 86_400_000;

function parseExpectation(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined && durationMs >= 60_000 && durationMs <= longestSilenceMs) return durationMs;
  throw new UsageError(`"${text}" is no time between two deliveries.`, 'Write --expect-every 6h or 7d; 1m at least.');
}
