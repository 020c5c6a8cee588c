import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HrDoor, openHrDoor, post, signedPost } from '../setup/hr-door.js';

let door: HrDoor;
let connection: Awaited<ReturnType<HrDoor['addConnection']>>;
let server: FastifyInstance;
let url: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  door = await openHrDoor();
  connection = await door.addConnection();
  server = door.createServer({ requestTimeoutMs: 400 });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
  await server.close();
  await door.close();
});

const rows = () => door.store.db.selectFrom('hrEvents').selectAll().execute();

/** Begins a request; what comes back is gathered until the server ends it. */
async function begin(rest: string): Promise<Dialled> {
  const dialled = await dial();
  dialled.socket.write(`POST /v1/hooks/${connection.hookId} HTTP/1.1\r\nHost: hooks\r\n${rest}`);
  return dialled;
}

interface Dialled {
  socket: Socket;
  ended: Promise<string>;
}

async function dial(): Promise<Dialled> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return { socket, ended: new Promise((resolve) => socket.on('close', () => resolve(text))) };
}

describe('a sender of bytes', () => {
  it('is told to stop as soon as it has sent too much, also without saying how much it will be', async () => {
    const { socket, ended } = await begin('Transfer-Encoding: chunked\r\n\r\n');
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let sent = 0;
    while (!socket.destroyed && socket.writable && sent < 64 * 1024 * 1024) {
      sent += chunk.length;
      if (!socket.write(`${chunk.length.toString(16)}\r\n${chunk.toString()}\r\n`)) {
        await Promise.race([once(socket, 'drain').catch(() => undefined), ended]);
      }
    }
    // The answer gets lost when there is more on its way than is read.
    expect(await ended).toMatch(/^(HTTP\/1.1 413 |$)/);
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  it('is told at once when it says that it will send too much', async () => {
    const { ended } = await begin(`Content-Length: ${256 * 1024 + 1}\r\n\r\n`);
    expect(await ended).toMatch(/^HTTP\/1.1 413 [^]*too large/);
  });

  it.each([
    ['its body', 'Content-Length: 10\r\n\r\n{"'],
    ['its head', 'X-Begun: '],
  ])('has so much time and no more for %s', async (_part, rest) => {
    const { ended } = await begin(rest);
    expect(await ended).toMatch(/^HTTP\/1.1 408 /);
  });

  it('that are no HTTP never sees an error of ours, and leaves no row', async () => {
    const { hookId } = connection;
    const line = fc.constantFrom(
      '',
      `POST /v1/hooks/${hookId} HTTP/1.1\r\nHost: a\r\n`,
      'POST /v1/hooks/%ff HTTP/1.1\r\nHost: a\r\n',
    );
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ maxLength: 200 }).map((text) => Buffer.from(text.replaceAll('x', '\r\n'))),
    );
    await fc.assert(
      fc.asyncProperty(line, noise, async (start, rest) => {
        const { socket, ended } = await dial();
        socket.end(Buffer.concat([Buffer.from(start), rest, Buffer.from('\r\n\r\n')]));
        expect(await ended).not.toMatch(/^HTTP\/1.1 5/);
      }),
      { numRuns: 60 },
    );
    expect(await rows()).toEqual([]);
  });

  it('that goes away in the middle leaves no row, no error and no trace in those that follow', async () => {
    const { socket, ended } = await begin('Content-Length: 1000\r\n\r\n{"type"');
    socket.destroy();
    await ended;
    const answer = await post(server, signedPost(connection));
    expect(answer.statusCode).toBe(200);
    expect(await rows()).toHaveLength(1);
    expect(door.lines.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});
