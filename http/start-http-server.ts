import { isIP } from 'node:net';
import { createHttpServer, type HttpServerOptions } from './create-http-server.js';

/** The server cannot listen as it is set up. The message has the remedy. */
export class HttpServerError extends Error {
  override name = 'HttpServerError';
}

export interface StartHttpServerOptions extends HttpServerOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
}

export interface RunningHttpServer {
  /** Such as `http://127.0.0.1:8234`. */
  url: string;
  close(): Promise<void>;
}

/**
 * Starts the server. Clear text of histories is given beyond this machine only to those who have the token.
 *
 * @throws HttpServerError
 */
export async function startHttpServer({ host, port, ...options }: StartHttpServerOptions): Promise<RunningHttpServer> {
  if (options.codec && options.codec.token === undefined && !isLoopback(host))
    throw new HttpServerError(
      `The codec server would show histories in clear text to everybody who reaches ${host}. ` +
        'Set STEWARD_CODEC_TOKEN and put TLS in front, or set STEWARD_CODEC_HOST to 127.0.0.1.',
    );
  const server = createHttpServer(options);
  try {
    const url = await server.listen({ host, port });
    return { url, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw toHttpServerError(error, host, port);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function toHttpServerError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const at = `port ${port} of ${host}`;
  if (code === 'EADDRINUSE')
    return new HttpServerError(`Cannot listen on ${at}: it is taken. Stop what uses it, or choose another port.`);
  if (code === 'EACCES') return new HttpServerError(`May not listen on ${at}. Choose a port above 1023.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new HttpServerError(`Cannot listen on ${at}: this machine has no such address. Choose another host.`);
  return error;
}
