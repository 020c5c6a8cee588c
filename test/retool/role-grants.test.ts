import { describe, expect, it } from 'vitest';
import { RetoolNotUnderstoodError } from '../../retool/retool-error.js';
import { answerJson } from '../fakes/answering-server.js';
import { rejectionOf } from '../fakes/nothing-secret.js';
import { listAnswer } from '../fakes/retool-answers.js';
import { retoolThat } from '../setup/answering-retool.js';

const inOrganization = { id: 'g1', role_id: 'r1', subject_type: 'user', subject_id: 'user_a' };
const onApp = { ...inOrganization, id: 'g2', object_type: 'app', object_id: 'a1' };

describe('role grants of a user', () => {
  it.each([
    ['with the usual envelope', listAnswer([inOrganization, onApp])],
    ['with less of an envelope', { success: true, data: [inOrganization, onApp] }],
    ['without one', [inOrganization, onApp]],
  ])('are understood %s', async (_, answer) => {
    const { client, asked } = await retoolThat((_, response) => answerJson(response, answer));
    expect(await client.roleGrants.listFor('user_a')).toEqual([
      { id: 'g1', roleId: 'r1', objectType: null, objectId: null },
      { id: 'g2', roleId: 'r1', objectType: 'app', objectId: 'a1' },
    ]);
    expect(asked()).toEqual(['GET /role_permissions/role_grants/user/user_a']);
  });

  it.each([
    ['another list', { success: true, role_grants: [] }],
    ['grants by other names', [{ id: 'g1', roleId: 'r1' }]],
    ['only the start of the list', listAnswer([onApp], { has_more: true, next_token: 'more' })],
    ['a failure', { success: false, message: 'no' }],
  ])('are not understood when the answer is %s', async (_, answer) => {
    const { client } = await retoolThat((_, response) => answerJson(response, answer));
    expect(await rejectionOf(client.roleGrants.listFor('user_a'))).toBeInstanceOf(RetoolNotUnderstoodError);
  });

  it('are given in the organization or on an object, and taken away by their id', async () => {
    const { client, asked } = await retoolThat(({ method }, response) => {
      if (method === 'DELETE') response.writeHead(204).end();
      else answerJson(response, inOrganization, 201);
    });
    await client.roleGrants.add({ userId: 'user_a', roleId: 'r1' });
    await client.roleGrants.add({ userId: 'user_a', roleId: 'r1', object: { type: 'app', id: 'a1' } });
    await client.roleGrants.delete('g1');
    const body = '"role_id":"r1","subject_type":"user","subject_id":"user_a"';
    expect(asked()).toEqual([
      `POST /role_permissions/role_grants {${body}}`,
      `POST /role_permissions/role_grants {${body},"object_type":"app","object_id":"a1"}`,
      'DELETE /role_permissions/role_grants/g1',
    ]);
  });

  it.each([
    ['nothing', {}, ''],
    ['a word', { 'content-type': 'text/plain' }, 'Created'],
  ])('count as given when 201 comes with %s', async (_, headers, text) => {
    const { client } = await retoolThat((_, response) => response.writeHead(201, headers).end(text));
    await client.roleGrants.add({ userId: 'user_a', roleId: 'r1' });
  });

  it('do not count as given when a web page answers', async () => {
    const { client } = await retoolThat((_, response) =>
      response.writeHead(201, { 'content-type': 'text/html' }).end('<!doctype html><p>Welcome'),
    );
    await expect(client.roleGrants.add({ userId: 'user_a', roleId: 'r1' })).rejects.toMatchObject({ reason: 'html' });
  });
});
