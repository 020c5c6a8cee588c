import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Services = Record<string, () => Promise<unknown>>;

/**
 * Hands services to the test files, which run in processes of their own: `GET /<name>` answers with the service's
 * description, or with why it cannot be had. Nothing is made before it is asked for, so that a run of pure tests
 * starts at once.
 *
 * @param shared made for the first who asks
 * @param separate made anew for each who asks
 */
export async function serve(shared: Services, separate: Services): Promise<{ url: string; close(): Promise<void> }> {
  const made = new Map<string, Promise<unknown>>();
  const get = (name: string): Promise<unknown> => {
    if (separate[name]) return separate[name]();
    const service = made.get(name) ?? shared[name]?.() ?? Promise.reject(new Error(`no service ${name}`));
    made.set(name, service);
    return service;
  };
  const server = createServer((request, response) => {
    get(String(request.url).slice(1)).then(
      (service) => response.end(JSON.stringify(service)),
      (error: Error) => response.writeHead(500).end(error.stack ?? error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
