/** Where a value of a message may go. Paths of the canonical event. */
export const targets = [
  'worker.externalId',
  'worker.employmentId',
  'worker.episodeStart',
  'worker.employeeNumber',
  'worker.workEmail',
  'worker.previousWorkEmail',
  'worker.givenName',
  'worker.familyName',
  'worker.displayName',
  'employment.type',
  'employment.status',
  'employment.startDate',
  'employment.lastDay',
  'employment.department',
  'employment.departmentId',
  'employment.jobTitle',
  'employment.costCenter',
  'employment.location.name',
  'employment.location.country',
  'employment.location.region',
  'employment.manager.externalId',
  'employment.manager.workEmail',
  'effective.date',
  'effective.at',
  'effective.timeZone',
  'effective.accessEnd',
  'reason.kind',
] as const;

const open = /^(worker\.identities\.[a-z0-9][a-z0-9_-]{0,39}|employment\.custom\.[A-Za-z][A-Za-z0-9_]{0,39})$/;

/** Whether a value may go there; identities and free attributes have names of their own. */
export function isTarget(path: string): boolean {
  return (targets as readonly string[]).includes(path) || (open.test(path) && !/prototype|constructor/.test(path));
}

/** Puts values where they belong: the data of an event, not checked yet. */
export function toData(values: ReadonlyMap<string, string>): Record<string, unknown> {
  const data: Record<string, unknown> = { worker: {} };
  for (const [path, value] of values) {
    const [, provider] = /^worker\.identities\.(.+)$/.exec(path) ?? [];
    if (provider !== undefined) addIdentity(data['worker'] as Record<string, unknown>, { provider, id: value });
    else put(data, path.split('.'), value);
  }
  return data;
}

function addIdentity(worker: Record<string, unknown>, identity: { provider: string; id: string }): void {
  worker['identities'] = [...((worker['identities'] as unknown[] | undefined) ?? []), identity];
}

function put(into: Record<string, unknown>, [first = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  into[first] ??= {};
  put(into[first] as Record<string, unknown>, rest, value);
}
