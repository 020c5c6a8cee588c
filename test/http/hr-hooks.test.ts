import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { openHrEvents } from '../../store/hr-events.js';
import { replaceHrSecret } from '../../store/hr-secrets.js';
import { openDatabase } from '../../store/pool.js';
import { fakeHrAdapter } from '../fakes/hr-adapter.js';
import { eventually } from '../setup/eventually.js';
import { hrEvent } from '../setup/hr.js';
import { type HrDoor, nativeBody, openHrDoor, post, signedPost } from '../setup/hr-door.js';

let door: HrDoor;
let connection: Awaited<ReturnType<HrDoor['addConnection']>>;

beforeAll(async () => {
  door = await openHrDoor();
});
afterAll(() => door.close());
beforeEach(async () => {
  await door.store.db.deleteFrom('hrConnections').execute();
  connection = await door.addConnection();
});

const rows = () => door.store.db.selectFrom('hrEvents').selectAll().orderBy('id').execute();
const found = () =>
  door.store.db.selectFrom('hrConnections').selectAll().where('id', '=', connection.id).executeTakeFirstOrThrow();

describe('an authentic delivery', () => {
  it('is stored, sealed, before it is answered with nothing', async () => {
    const answer = await post(door.createServer(), signedPost(connection));
    expect([answer.statusCode, answer.body, answer.headers['content-type']]).toEqual([200, '', undefined]);
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'pending', reason: null, types: ['terminated'], isReplayProtected: true });
    expect(row && openHrEvents(door.sealer, row)).toMatchObject([
      { type: 'terminated', worker: { externalId: 'E-1042' }, effective: { date: '2027-01-01' } },
    ]);
  });

  it('is stored once, however often and in whatever body it comes again, and each time answered alike', async () => {
    const server = door.createServer();
    const first = signedPost(connection, { id: 'msg_1' });
    const again = signedPost(connection, { id: 'msg_1', payload: JSON.stringify(nativeBody({ employeeNumber: '7' })) });
    const answers = await Promise.all([first, again, first, first, again].map((request) => post(server, request)));
    expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual(Array(5).fill([200, '']));
    expect(await rows()).toHaveLength(1);
    await post(server, signedPost(connection, { id: 'msg_2' }));
    expect(await rows()).toHaveLength(2);
  });

  it.each([
    ['the id in its body', 'evt_7', 1],
    ['its body, where it has no id', null, 2],
  ])('that signs no id is known again by %s', async (_by, deliveryId, stored) => {
    const parse = () => ({ kind: 'events' as const, deliveryId, events: [hrEvent()], ignored: 0 });
    const server = door.createServer({ adapters: [fakeHrAdapter({ parse })] });
    const { hookId } = await door.addConnection({ adapter: 'fake' });
    const send = (payload: string) => post(server, { url: `/v1/hooks/${hookId}`, headers: {}, payload });
    for (const body of ['one', 'two', 'one', 'two']) expect((await send(body)).statusCode).toBe(200);
    expect(await rows()).toHaveLength(stored);
  });

  it('is taken with either secret while senders change theirs, and with the old one no longer (5.16)', async () => {
    const server = door.createServer();
    const replace = (value: string, othersEndAt: Date) =>
      replaceHrSecret(door.store.db, door.sealer, connection.id, { value, othersEndAt });
    const next = { ...connection, secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };
    await replace(next.secret, new Date(Date.now() + 60_000));
    expect((await post(server, signedPost(connection))).statusCode).toBe(200);
    expect((await post(server, signedPost(next))).statusCode).toBe(200);
    await replace(next.secret, new Date());
    expect((await post(server, signedPost(connection))).statusCode).toBe(401);
    expect((await post(server, signedPost(next))).statusCode).toBe(200);
  });

  it('tells that its connection lives, and which secret it uses', async () => {
    await post(door.createServer(), signedPost(connection));
    await eventually(async () => (await found()).lastDeliveryAt).toBeInstanceOf(Date);
    const used = () => door.store.db.selectFrom('hrSecrets').select('lastUsedAt').execute();
    await eventually(used).toEqual([{ lastUsedAt: expect.any(Date) as Date }]);
  });

  it.each([
    ['of trials is a test (5.24)', [hrEvent({ isTest: true })], { state: 'test' }],
    ['of trials and facts waits', [hrEvent({ isTest: true }), hrEvent()], { state: 'pending' }],
    ['of nothing that matters is done', [], { state: 'done', reason: 'nothing in it is of interest here' }],
  ])('%s', async (_case, events, expected) => {
    const parse = () => ({ kind: 'events' as const, deliveryId: null, events, ignored: 1 });
    const server = door.createServer({ adapters: [fakeHrAdapter({ parse })] });
    const { hookId } = await door.addConnection({ adapter: 'fake' });
    await post(server, { url: `/v1/hooks/${hookId}`, headers: {}, payload: 'x' });
    expect(await rows()).toMatchObject([expected]);
  });
});

describe('an authentic delivery that is not understood', () => {
  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
  it.each([
    ['no JSON', 'Ada leaves'],
    ['nothing', ''],
    ['an unknown event', '{"type":"hr.worker.promoted","data":{}}'],
    ['broken UTF-8', Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])],
    ['a byte order mark alone', Buffer.from([0xef, 0xbb, 0xbf])],
    ['sixty thousand levels', deep],
    ['a hostile key', '{"type":"hr.worker.terminated","__proto__":{"isAdmin":true},"data":{}}'],
    ['a hostile key further in', '{"data":{"worker":{"constructor":{"prototype":{"x":1}}}}}'],
    ['a key twice', '{"type":"hr.worker.hired","type":"hr.worker.terminated","data":{}}'],
    ['a number that is none', '{"type":NaN}'],
    ['a null character', '{"type":"hr.worker.terminated","data":{"worker":{"externalId":"\\u0000"}}}'],
  ])('is answered as any other and waits in quarantine (5.13): %s', async (_case, payload) => {
    const answer = await post(door.createServer(), signedPost(connection, { payload }));
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    const [row, ...others] = await rows();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ state: 'quarantined', events: null, raw: expect.any(Buffer) as Buffer });
    expect(row?.reason).not.toMatch(/Ada|isAdmin|promoted/);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it.each(['application/xml', 'text', 'a b c', '', ';;;', 'application/json; charset=utf-16'])(
    'is never refused for its type: "%s"',
    async (type) => {
      const request = signedPost(connection, { headers: { 'content-type': type } });
      expect((await post(door.createServer(), request)).statusCode).toBe(200);
      expect(await rows()).toHaveLength(1);
    },
  );

  it('is kept also when the adapter breaks on it', async () => {
    const parse = () => {
      throw new RangeError('Ada Byrne is too much');
    };
    const server = door.createServer({ adapters: [fakeHrAdapter({ parse })] });
    const { hookId } = await door.addConnection({ adapter: 'fake' });
    const answer = await post(server, { url: `/v1/hooks/${hookId}`, headers: {}, payload: 'x' });
    expect(answer.statusCode).toBe(200);
    expect(await rows()).toMatchObject([{ state: 'quarantined', reason: 'reading it failed: RangeError' }]);
  });
});

describe('what is not authentic', () => {
  it('gets one answer, whether connection, secret, signature or time is wrong, and leaves no row (5.15)', async () => {
    const other = await door.addConnection();
    const good = signedPost(connection);
    const answers = [];
    for (const request of [
      { ...good, url: `/v1/hooks/${other.hookId}` },
      { ...good, url: '/v1/hooks/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
      { ...good, url: '/v1/hooks/%00' },
      { ...good, headers: {} },
      { ...good, payload: `${String(good.payload)} ` },
      { ...good, headers: { ...good.headers, 'webhook-id': 'msg_a, msg_b' } },
      { ...good, headers: { ...good.headers, 'webhook-signature': 'v1,' } },
      signedPost({ ...connection, secret: other.secret }),
      signedPost(connection, { sentAt: new Date(Date.now() - 6 * 60_000) }),
    ]) {
      const { statusCode, body, headers } = await post(door.createServer(), request);
      answers.push(JSON.stringify({ statusCode, body, headers: { ...headers, date: '' } }));
    }
    expect(new Set(answers).size).toBe(1);
    expect(JSON.parse(answers[0] ?? '')).toMatchObject({ statusCode: 401, body: '{"error":"unauthorized"}' });
    expect(await rows()).toEqual([]);
  });

  it('tells those who look after the connection why it was refused, and nobody else', async () => {
    await post(door.createServer(), { ...signedPost(connection), headers: {} });
    await eventually(async () => (await found()).lastRefusal).toBe('no message id');
  });
});

describe('what is no delivery', () => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)(
    'is refused for its method: %s',
    async (method) => {
      for (const hookId of [connection.hookId, 'AAAAAAAAAAAAAAAAAAAAAAAA']) {
        const answer = await door.createServer().inject({ method, url: `/v1/hooks/${hookId}` });
        expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST']);
      }
    },
  );

  it.each(['gzip', 'br', 'deflate, gzip'])('is refused when it is compressed: %s', async (encoding) => {
    const request = signedPost(connection, { headers: { 'content-encoding': encoding } });
    expect((await post(door.createServer(), request)).statusCode).toBe(415);
    expect(await rows()).toEqual([]);
  });

  it('is refused when it is larger than 256 KiB', async () => {
    const ofLength = (length: number) => signedPost(connection, { payload: 'x'.repeat(length) });
    const server = door.createServer();
    const answer = await post(server, ofLength(256 * 1024 + 1));
    expect([answer.statusCode, answer.json()]).toEqual([413, { error: 'too large' }]);
    expect((await post(server, ofLength(256 * 1024))).statusCode).toBe(200);
    expect(await rows()).toHaveLength(1);
  });

  it('gets what its handshake asks for, whatever its method, and leaves no row', async () => {
    const handshake = () => ({ status: 200, contentType: 'application/json', body: '{"verification":"abc"}' });
    const server = door.createServer({ adapters: [fakeHrAdapter({ handshake })] });
    const { hookId } = await door.addConnection({ adapter: 'fake' });
    for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
      const answer = await server.inject({ method, url: `/v1/hooks/${hookId}` });
      expect([answer.statusCode, answer.body]).toEqual([200, '{"verification":"abc"}']);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    }
    expect(await rows()).toEqual([]);
  });
});

it('answers the challenge by which Okta finds out whose address it is', async () => {
  const { hookId } = await door.addConnection({ adapter: 'okta' });
  const headers = { 'x-okta-verification-challenge': 'abc-123' };
  const answer = await door.createServer().inject({ method: 'GET', url: `/v1/hooks/${hookId}`, headers });
  expect([answer.statusCode, answer.json()]).toEqual([200, { verification: 'abc-123' }]);
});

it('answers what senders of CloudEvents ask before they deliver, and only where they may', async () => {
  const ask = async (adapter: string, headers: Record<string, string>) => {
    const { hookId } = await door.addConnection({ adapter });
    return await door.createServer().inject({ method: 'OPTIONS', url: `/v1/hooks/${hookId}`, headers });
  };
  const asked = { 'webhook-request-origin': 'eventemitter.example', 'webhook-request-rate': '120' };
  const allowed = { 'webhook-allowed-origin': 'eventemitter.example', 'webhook-allowed-rate': '*', allow: 'POST' };
  expect(await ask('native', asked)).toMatchObject({ statusCode: 200, headers: allowed, body: '' });
  expect((await ask('okta', asked)).statusCode).toBe(405);
  expect((await ask('native', {})).statusCode).toBe(405);
});

describe('trouble of our own', () => {
  const askAgain = { statusCode: 503, headers: { 'retry-after': '10' } };

  it('asks the sender to come again when the database is away', async () => {
    const away = openDatabase({ url: 'postgres://a:b@127.0.0.1:1/none', applicationName: 'test', maxConnections: 1 });
    const server = door.createServer({ db: away.db });
    expect(await post(server, signedPost(connection))).toMatchObject(askAgain);
    await away.close();
  });

  it('asks the sender to come again when a key is missing here', async () => {
    const server = door.createServer({ sealer: createSealer(generateKeyRing()) });
    expect(await post(server, signedPost(connection))).toMatchObject(askAgain);
  });

  it('asks the sender to come again when the clock here is wrong, and says so to us (5.28)', async () => {
    const late = door.createServer({ now: () => new Date(Date.now() + 3_600_000) });
    expect(await post(late, signedPost(connection))).toMatchObject(askAgain);
    expect(door.lines.join()).toContain('WrongClockError');
    expect(await rows()).toEqual([]);
    // An old message is refused all the same, and so is a stranger's.
    const right = door.createServer();
    const old = signedPost(connection, { sentAt: new Date(Date.now() - 3_600_000) });
    expect((await post(right, old)).statusCode).toBe(401);
    const stranger = signedPost({ ...connection, secret: (await door.addConnection()).secret });
    expect((await post(late, stranger)).statusCode).toBe(401);
  });

  it('asks the sender to come again when the check breaks, or the adapter is of another version', async () => {
    const verify = () => {
      throw new Error('Ada');
    };
    const server = door.createServer({ adapters: [fakeHrAdapter({ verify })] });
    for (const adapter of ['fake', 'newer']) {
      expect(await post(server, signedPost(await door.addConnection({ adapter })))).toMatchObject(askAgain);
    }
  });

  it('answers in time when the database is slow, takes only so many in at once, and stores what was begun', async () => {
    const server = door.createServer({ answerWithinMs: 100, maxUnderWay: 2 });
    const [first, second] = [signedPost(connection), signedPost(connection)];
    await door.store.db.transaction().execute(async (trx) => {
      await trx.selectFrom('hrConnections').select('id').forUpdate().execute();
      const answers = await Promise.all([first, second].map((request) => post(server, request)));
      expect(answers).toMatchObject([askAgain, askAgain]);
      const begun = performance.now();
      expect(await post(server, signedPost(connection))).toMatchObject(askAgain);
      expect(performance.now() - begun).toBeLessThan(90);
    });
    await eventually(async () => (await rows()).length).toBe(2);
    expect((await post(server, first)).statusCode).toBe(200);
    expect(await rows()).toHaveLength(2);
  });
});

describe('the log', () => {
  it('holds nothing of a request, of a person or of a secret (5.25)', async () => {
    const server = door.createServer();
    await post(server, signedPost(connection));
    await post(server, signedPost(connection, { payload: '{"ada.byrne":1}' }));
    await post(server, { ...signedPost(connection), headers: { authorization: 'Bearer Ada' } });
    const log = door.lines.join();
    expect(log).toContain(connection.name);
    for (const secret of [connection.hookId, connection.secret, 'yrne', 'E-1042', 'Bearer', 'msg_', 'v1,']) {
      expect(log).not.toContain(secret);
    }
  });
});
