/** A host that cannot be used, with what to do about it. Shows nothing of what was pasted but the host. */
export class HostError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HostError';
  }
}

/** The shared gateway of Retool Cloud, where the token picks the organization. */
export const cloudBaseUrl = 'https://api.retool.com/api/v2';

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function parseUrl(text: string): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
    throw new HostError(`Only https hosts can be used, not ${scheme}://. Example: https://retool.example.com`);
  const bare = text.replace(/^\/+/, '');
  const candidate = scheme === undefined ? `${isLoopback(hostnameOf(bare)) ? 'http' : 'https'}://${bare}` : text;
  try {
    return new URL(candidate);
  } catch {
    throw new HostError('The host cannot be read as an address. Example: retool.example.com');
  }
}

function hostnameOf(bare: string): string {
  return /^(\[[0-9a-f:]+\]|[^/:?#]+)/i.exec(bare)?.[1]?.toLowerCase() ?? '';
}

const afterApi = /^(v\d+|checkHealth)$/;

/** The part of a path that belongs to the instance: without `/api/v2` and what follows it, slashes cleaned. */
function prefixOf({ hostname, pathname }: URL): string {
  if (isCloudHost(hostname)) return '';
  const segments = pathname.split('/').filter((segment) => segment !== '');
  const api = segments.findIndex((segment, index) => {
    const next = segments[index + 1];
    return segment === 'api' && (next === undefined || afterApi.test(next));
  });
  const own = api >= 0 ? segments.slice(0, api) : segments;
  return own.map((segment) => `/${segment}`).join('');
}

function isCloudHost(hostname: string): boolean {
  return hostname === 'retool.com' || hostname.endsWith('.retool.com');
}

/**
 * Turns whatever people paste into the base URL of the API, ending in `/api/v2`: with or without scheme, `/api/v2`,
 * slashes, query or fragment; a path prefix of a reverse proxy is kept (Retool's cloud has none). Nothing pasted means Retool Cloud. Without a
 * scheme https is taken, on this machine http.
 * @param options.allowHttp accepts plain http beyond this machine, where the token travels readable
 * @throws HostError
 */
export function normalizeHost(text: string | undefined, options: { allowHttp?: boolean } = {}): string {
  const pasted = text?.trim() ?? '';
  if (pasted === '') return cloudBaseUrl;
  const url = parseUrl(pasted);
  if (url.username !== '' || url.password !== '')
    throw new HostError('The host contains a user name or password. Give the host alone; the token is given apart.');
  if (url.hostname === '') throw new HostError('The host is empty. Example: retool.example.com');
  if (url.protocol === 'http:' && !options.allowHttp && !isLoopback(url.hostname))
    throw new HostError(`Plain http to ${url.host} would show the token to the network. Use https, or allow http.`);
  return `${url.origin}${prefixOf(url)}/api/v2`;
}

/** Whether the base URL is Retool's own cloud, which always runs the newest version. */
export function isCloud(baseUrl: string): boolean {
  return isCloudHost(new URL(baseUrl).hostname);
}

/** `…/api` of the same instance, behind the same path prefix: `/api/checkHealth` lies there. */
export function apiRootOf(baseUrl: string): string {
  return baseUrl.replace(/\/v2$/, '');
}
