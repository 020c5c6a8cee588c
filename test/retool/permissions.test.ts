import { describe, expect, it } from 'vitest';
import { RetoolForbiddenError, RetoolNotFoundError } from '../../retool/retool-error.js';
import { answerJson } from '../fakes/answering-server.js';
import { listAnswer, oneAnswer } from '../fakes/retool-answers.js';
import { retoolThat } from '../setup/answering-retool.js';

const userId = 'user_a';
const subject = '"subject":{"type":"user","id":"user_a"}';

describe('grants of a user', () => {
  it('are asked for without what comes through groups and folders', async () => {
    const { client, asked } = await retoolThat((_, response) => answerJson(response, listAnswer([])));
    expect(await client.permissions.listGrants({ userId, objectType: 'folder' })).toEqual([]);
    expect(asked()).toEqual([
      `POST /permissions/listObjects {${subject},"object_type":"folder","include_inherited_access":false}`,
    ]);
  });

  it('are revoked and given back with their objects exactly as Retool told them', async () => {
    const screen = { type: 'screen', id: 'b1', appId: 'a1' };
    const { client, asked } = await retoolThat(({ url }, response) => {
      const isList = url.endsWith('listObjects');
      answerJson(response, isList ? listAnswer([{ ...screen, access_level: 'edit' }]) : oneAnswer([]));
    });
    const [grant] = await client.permissions.listGrants({ userId, objectType: 'app' });
    expect(grant).toEqual({ object: screen, accessLevel: 'edit' });
    const { object } = grant ?? { object: { type: '', id: '' } };
    await client.permissions.revoke({ userId, object });
    await client.permissions.grant({ userId, object, accessLevel: 'edit' });
    const sent = '"object":{"type":"screen","id":"b1","appId":"a1"}';
    expect(asked().slice(1)).toEqual([
      `POST /permissions/revoke {${subject},${sent}}`,
      `POST /permissions/grant {${subject},${sent},"access_level":"edit"}`,
    ]);
  });

  it('of any number are not read when they are the answer to a write', async () => {
    const { client } = await retoolThat((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      // Never ends: only a client that does not wait for the end gets on.
      response.write(`{"success":true,"data":[${'{"type":"app","id":"a1","access_level":"use"},'.repeat(5000)}`);
    });
    await client.permissions.revoke({ userId, object: { type: 'app', id: 'a1' } });
  });

  it('that are not there cannot be revoked, which is told apart from a missing scope', async () => {
    const refusals: [number, string][] = [
      [404, 'not found'],
      [403, 'Forbidden: API token is missing one of "permissions:all:write"'],
    ];
    const { client } = await retoolThat((_, response) => {
      const [status, message] = refusals.shift() ?? [500, ''];
      answerJson(response, { success: false, message }, status);
    });
    const revoke = () => client.permissions.revoke({ userId, object: { type: 'app', id: 'a1' } });
    await expect(revoke()).rejects.toBeInstanceOf(RetoolNotFoundError);
    const refused = revoke();
    await expect(refused).rejects.toBeInstanceOf(RetoolForbiddenError);
    await expect(refused).rejects.toMatchObject({ missingScope: 'permissions:all:write' });
  });
});
