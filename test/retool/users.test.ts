import { afterEach, describe, expect, it } from 'vitest';
import { createRetoolClient, type RetoolClient } from '../../retool/client.js';
import { RetoolNotUnderstoodError } from '../../retool/retool-error.js';
import { answerJson, startAnsweringServer, type Answering, type AnsweringServer } from '../fakes/answering-server.js';
import { rejectionOf } from '../fakes/nothing-secret.js';
import { listAnswer, oneAnswer, userAnswer } from '../fakes/retool-answers.js';

let server: AnsweringServer;
let client: RetoolClient;

async function retoolThat(answers: Answering): Promise<void> {
  server = await startAnsweringServer(answers);
  client = createRetoolClient({ baseUrl: `${server.origin}/api/v2`, token: 'retool_test' });
}

afterEach(async () => {
  await client.close();
  await server.close();
});

/** Answers `GET /users` by the page token in the query. */
const pagesOf = (answers: Record<string, unknown>): Answering => {
  return ({ url }, response) => {
    answerJson(response, answers[new URL(url, 'http://x').searchParams.get('next_token') ?? 'first']);
  };
};

async function readPages(limit = 2) {
  const pages = [];
  for await (const page of client.users.pages({ limit })) pages.push(page.users.map(({ legacyId }) => legacyId));
  return pages;
}

describe('a user', () => {
  it('is read with every field Retool gives', async () => {
    const answer = userAnswer(7, { seat_type: 'builder', last_active: '2026-03-01T08:00:00.000Z', is_admin: true });
    await retoolThat((_, response) => answerJson(response, oneAnswer(answer)));
    expect(await client.users.get(String(answer.id))).toEqual({
      id: 'user_00000000000000000000000000000007',
      legacyId: 7,
      email: 'ada+7@acme.example',
      firstName: 'Ada',
      lastName: 'Byrne 7',
      active: true,
      isAdmin: true,
      userType: 'default',
      seatType: 'builder',
      twoFactorAuthEnabled: false,
      createdAt: '2026-02-04T22:09:34.228Z',
      lastActive: '2026-03-01T08:00:00.000Z',
    });
  });

  it('of an old version, which leaves out fields and writes legacy_id as text, is read too', async () => {
    const old = { id: 'user_a', legacy_id: '12', email: 'a@acme.example', active: false };
    await retoolThat((_, response) => answerJson(response, oneAnswer(old)));
    expect(await client.users.get('user_a')).toMatchObject({
      legacyId: 12,
      isAdmin: null,
      userType: 'default',
      seatType: null,
      twoFactorAuthEnabled: null,
    });
  });

  it('without a field that is needed is not understood, and the error names the field alone', async () => {
    await retoolThat((_, response) => answerJson(response, oneAnswer(userAnswer(1, { active: 'perhaps' }))));
    const error = await rejectionOf(client.users.get('user_a'));
    expect(error).toBeInstanceOf(RetoolNotUnderstoodError);
    expect((error as Error).message).toContain('(data.active)');
    expect((error as Error).message).not.toContain('perhaps');
  });

  it('shows the names of their groups when asked, and none where the version does not know them', async () => {
    await retoolThat(({ url }, response) => {
      const groups = url.endsWith('?includeGroups=true') ? { groups: [{ legacy_id: 3, id: 3, name: 'viewer' }] } : {};
      answerJson(response, oneAnswer(userAnswer(1, groups)));
    });
    expect((await client.users.get('user_a', { includeGroups: true })).groups).toEqual([{ id: 3, name: 'viewer' }]);
    expect(await client.users.get('user_a')).not.toHaveProperty('groups');
  });

  it('is found by email without regard to case, whatever else Retool lists', async () => {
    const listed = [userAnswer(1, { email: 'Ada+HR@acme.example' }), userAnswer(2, { email: 'ada@acme.example' })];
    await retoolThat((_, response) => answerJson(response, listAnswer(listed)));
    expect(await client.users.find(' ada+hr@ACME.example ')).toMatchObject([{ legacyId: 1 }]);
    expect(server.requests[0]?.url).toBe('/api/v2/users?email=ada%2Bhr%40ACME.example');
  });

  it('with an id made of slashes and dots leads to no other endpoint', async () => {
    await retoolThat((_, response) => answerJson(response, oneAnswer(userAnswer(1))));
    await client.users.get('../groups/1?x=');
    expect(server.requests[0]?.url).toBe('/api/v2/users/..%2Fgroups%2F1%3Fx%3D');
    await expect(client.users.get('..')).rejects.toThrow(TypeError);
  });

  it('is changed by one operation, named as Retool names it', async () => {
    await retoolThat((_, response) => answerJson(response, oneAnswer(userAnswer(1, { active: false }))));
    expect(await client.users.setActive('user_a', false)).toMatchObject({ active: false });
    await client.users.setSeat('user_a', 'internalUser');
    await client.users.logout('user_a');
    await client.users.create({ email: 'b@acme.example', firstName: 'Bo', lastName: 'Ek', userType: 'mobile' });
    expect(server.requests.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'PATCH /api/v2/users/user_a {"operations":[{"op":"replace","path":"/active","value":false}]}',
      'PATCH /api/v2/users/user_a {"operations":[{"op":"replace","path":"/seat_type","value":"internalUser"}]}',
      'POST /api/v2/users/user_a/logout {}',
      'POST /api/v2/users {"email":"b@acme.example","first_name":"Bo","last_name":"Ek","user_type":"mobile"}',
    ]);
  });
});

describe('pages of users', () => {
  it('are read until Retool says there are no more, each user once', async () => {
    await retoolThat(
      pagesOf({
        first: listAnswer([userAnswer(1), userAnswer(2)], { next_token: 'b', has_more: true }),
        b: listAnswer([userAnswer(2), userAnswer(3)], { next_token: 'c', has_more: true }),
        c: listAnswer([userAnswer(4)]),
      }),
    );
    expect(await readPages()).toEqual([[1, 2], [3], [4]]);
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/api/v2/users?limit=2',
      '/api/v2/users?limit=2&next_token=b',
      '/api/v2/users?limit=2&next_token=c',
    ]);
  });

  it('go on with a token under its early name, and without has_more', async () => {
    const first = { success: true, data: [userAnswer(1)], next: 'b' };
    await retoolThat(pagesOf({ first, b: { success: true, data: [userAnswer(2)] } }));
    expect(await readPages(1)).toEqual([[1], [2]]);
  });

  it('of a version that ignores limit are one whole answer', async () => {
    await retoolThat((_, response) => answerJson(response, listAnswer([1, 2, 3].map((number) => userAnswer(number)))));
    const page = await client.users.page({ limit: 2 });
    expect(page).toMatchObject({ wholeAnswer: true, nextToken: null, hasSeatType: false });
    expect(page.users).toHaveLength(3);
  });

  it('that are the last one end, even with a token', async () => {
    await retoolThat((_, response) => answerJson(response, listAnswer([userAnswer(1)], { next_token: 'b' })));
    expect(await client.users.page({ limit: 2 })).toMatchObject({ nextToken: null, wholeAnswer: false });
  });

  it('that promise more without a token are an error, never the end', async () => {
    await retoolThat((_, response) => answerJson(response, listAnswer([userAnswer(1)], { has_more: true })));
    await expect(client.users.page({ limit: 1 })).rejects.toMatchObject({ reason: 'paging' });
  });

  it.each([
    ['the same token', { first: 'b', b: 'b' }],
    ['a token of before', { first: 'b', b: 'c', c: 'b' }],
  ])('that lead round in circles by %s are an error', async (_, next) => {
    const entries = Object.entries(next).map(([token, next_token], index) => [
      token,
      listAnswer([userAnswer(index)], { next_token, has_more: true }),
    ]);
    await retoolThat(pagesOf(Object.fromEntries(entries) as Record<string, unknown>));
    await expect(readPages(1)).rejects.toMatchObject({ reason: 'paging' });
  });

  it('that bring nobody new and go on are an error', async () => {
    let token = 0;
    await retoolThat((_, response) =>
      answerJson(response, listAnswer([userAnswer(1)], { next_token: String((token += 1)), has_more: true })),
    );
    await expect(readPages(1)).rejects.toMatchObject({ reason: 'paging' });
  });

  it('are asked for while the one before is still being used', async () => {
    let asked: () => void;
    const askedForSecond = new Promise<void>((resolve) => (asked = resolve));
    await retoolThat(({ url }, response) => {
      const isFirst = !url.includes('next_token');
      if (!isFirst) asked();
      answerJson(
        response,
        listAnswer([userAnswer(isFirst ? 1 : 2)], isFirst ? { next_token: 'b', has_more: true } : {}),
      );
    });
    const pages = client.users.pages({ limit: 1 });
    await pages.next();
    await askedForSecond;
    expect((await pages.next()).value).toMatchObject({ users: [{ legacyId: 2 }] });
  });

  it('are not asked for beyond the number that is wanted', async () => {
    const more = (token: string, number: number) =>
      listAnswer([userAnswer(number)], { next_token: token, has_more: true });
    await retoolThat(pagesOf({ first: more('b', 1), b: more('c', 2), c: more('d', 3) }));
    const tokens = [];
    for await (const { nextToken } of client.users.pages({ limit: 1, maxPages: 2 })) tokens.push(nextToken);
    expect(tokens).toEqual(['b', 'c']);
    expect(server.requests).toHaveLength(2);
  });

  it('tell whether the version has seat_type', async () => {
    await retoolThat((_, response) => answerJson(response, listAnswer([userAnswer(1, { seat_type: null })])));
    expect(await client.users.page({ limit: 2 })).toMatchObject({ hasSeatType: true });
  });
});

describe('everybody in one call', () => {
  it('comes in batches while the answer arrives', async () => {
    const everybody = Array.from({ length: 1000 }, (_, index) => userAnswer(index, { first_name: 'Zoë 😀' }));
    await retoolThat((_, response) => answerJson(response, listAnswer(everybody)));
    const batches = [];
    for await (const users of client.users.all()) batches.push(users);
    expect(batches.length).toBeGreaterThan(3);
    expect(batches.flat().map(({ legacyId }) => legacyId)).toEqual(everybody.map((_, index) => index));
    expect(batches.flat()[999]?.firstName).toBe('Zoë 😀');
    expect(server.requests[0]?.url).toBe('/api/v2/users');
  });

  it('of an organization without users is nobody', async () => {
    await retoolThat((_, response) => answerJson(response, listAnswer([])));
    for await (const _ of client.users.all()) expect.fail('There is nobody.');
  });

  it.each([{ has_more: true }, { has_more: true, next_token: 'b' }])('with %j is not whole', async (end) => {
    await retoolThat((_, response) => answerJson(response, listAnswer([userAnswer(1)], end)));
    const read = async () => {
      for await (const _ of client.users.all());
    };
    await expect(read()).rejects.toMatchObject({ reason: 'incomplete' });
  });

  it('that is read only in part closes its connection', async () => {
    let closed: () => void;
    const connectionClosed = new Promise<void>((resolve) => (closed = resolve));
    await retoolThat((_, response) => {
      response.once('close', () => closed());
      response.writeHead(200, { 'content-type': 'application/json' });
      const some = Array.from({ length: 500 }, (_, index) => JSON.stringify(userAnswer(index)));
      response.write(`{"success":true,"data":[${some.join(',')}`);
    });
    for await (const _ of client.users.all()) break;
    await connectionClosed;
  });
});
