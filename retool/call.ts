/** One call as an endpoint describes it. */
export interface RetoolCall {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** URL template below `/api/v2`: it names the call in errors and decides its price. */
  template: string;
  /** Values of the template's `{…}`. */
  params?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | null | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** The path below `/api/v2` with its query. Ids are encoded, so that none can lead to another endpoint. */
export function pathOf({ template, params = {}, query = {} }: RetoolCall): string {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => segmentOf(name, params[name]));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null) search.set(name, String(value));
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}

function segmentOf(name: string, value: string | number | undefined): string {
  const text = String(value ?? '');
  if (text === '' || text === '.' || text === '..') throw new TypeError(`${name} is empty or no id`);
  return encodeURIComponent(text);
}
