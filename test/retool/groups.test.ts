import { afterEach, describe, expect, it } from 'vitest';
import { createRetoolClient, type RetoolClient } from '../../retool/client.js';
import type { GroupChunk } from '../../retool/groups.js';
import { RetoolNotUnderstoodError } from '../../retool/retool-error.js';
import { answerJson, startAnsweringServer, type Answering, type AnsweringServer } from '../fakes/answering-server.js';
import { rejectionOf } from '../fakes/nothing-secret.js';
import { groupAnswer, listAnswer, memberAnswer, oneAnswer } from '../fakes/retool-answers.js';

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

async function readAll(): Promise<{ chunks: GroupChunk[]; members: Record<number, number> }> {
  const chunks: GroupChunk[] = [];
  const members: Record<number, number> = {};
  for await (const chunk of client.groups.all()) {
    chunks.push(chunk);
    if (chunk.kind === 'members') members[chunk.groupId] = (members[chunk.groupId] ?? 0) + chunk.members.length;
  }
  return { chunks, members };
}

const manyMembers = (count: number) => Array.from({ length: count }, (_, index) => memberAnswer(index, index === 0));

describe('all groups', () => {
  it('come with their rights, their members apart and in parts', async () => {
    const groups = [groupAnswer(1, []), groupAnswer(2, manyMembers(3000)), groupAnswer(4, manyMembers(1))];
    await retoolThat((_, response) => answerJson(response, listAnswer(groups)));
    const { chunks, members } = await readAll();
    expect(members).toEqual({ 2: 3000, 4: 1 });
    expect(chunks.filter(({ kind }) => kind === 'members').length).toBeGreaterThan(5);
    expect(chunks[0]).toEqual({
      kind: 'group',
      group: {
        id: 1,
        name: 'Group 1',
        universalAppAccess: 'edit',
        universalResourceAccess: 'own',
        universalWorkflowAccess: 'none',
        universalQueryLibraryAccess: 'use',
        flags: {
          user_list_access: true,
          audit_log_access: false,
          unpublished_release_access: true,
          usage_analytics_access: false,
          theme_access: false,
          account_details_access: true,
        },
      },
    });
    expect(chunks.at(-2)).toEqual({
      kind: 'members',
      groupId: 4,
      members: [{ id: memberAnswer(0).id, email: 'ada+0@acme.example', isGroupAdmin: true }],
    });
  });

  it('keep their members when those come before the id', async () => {
    const { id, legacy_id, ...rest } = groupAnswer(9, manyMembers(900));
    await retoolThat((_, response) => answerJson(response, listAnswer([{ ...rest, legacy_id, id }])));
    const { chunks, members } = await readAll();
    expect(members).toEqual({ 9: 900 });
    expect(chunks.at(-1)).toMatchObject({ kind: 'group', group: { id: 9 } });
  });

  it('go by legacy_id where the id is null', async () => {
    await retoolThat((_, response) => answerJson(response, listAnswer([groupAnswer(5, manyMembers(2), { id: null })])));
    expect((await readAll()).members).toEqual({ 5: 2 });
  });

  it('keep members under a key that is written with escapes', async () => {
    const json = JSON.stringify(listAnswer([groupAnswer(5, manyMembers(2))]));
    await retoolThat((_, response) => answerJson(response, json.replace('"members"', '"\\u006dembers"')));
    expect((await readAll()).members).toEqual({ 5: 2 });
  });

  it('without members, or with a member that is none, are not understood', async () => {
    const { members: _, ...bare } = groupAnswer(1, []);
    const broken = [listAnswer([bare]), listAnswer([groupAnswer(1, [{ id: 7 }])])];
    await retoolThat((_, response) => answerJson(response, broken.shift()));
    expect(await rejectionOf(readAll())).toMatchObject({
      message: expect.stringContaining('(data.members)') as string,
    });
    const error = await rejectionOf(readAll());
    expect(error).toBeInstanceOf(RetoolNotUnderstoodError);
    expect((error as Error).message).toContain('(data[].members[].id)');
  });

  it('that are said to be more than these are not whole', async () => {
    await retoolThat((_, response) => answerJson(response, listAnswer([groupAnswer(1, [])], { has_more: true })));
    await expect(readAll()).rejects.toMatchObject({ reason: 'incomplete' });
  });
});

describe('one group', () => {
  it('comes with its members', async () => {
    await retoolThat((_, response) => answerJson(response, oneAnswer(groupAnswer(3, manyMembers(2)))));
    const group = await client.groups.get(3, { excludeDisabledUsers: true });
    expect(group).toMatchObject({ id: 3, name: 'Group 3' });
    expect(group.members.map(({ isGroupAdmin }) => isGroupAdmin)).toEqual([true, false]);
    expect(server.requests[0]?.url).toBe('/api/v2/groups/3?excludeDisabledUsers=true');
  });

  it('is changed by the calls meant for it, never by sending it back whole', async () => {
    await retoolThat(({ method, url }, response) => {
      if (method === 'DELETE' && url.endsWith('/3')) response.writeHead(204).end();
      else answerJson(response, oneAnswer(groupAnswer(3, [])));
    });
    expect(await client.groups.create('Finance')).toMatchObject({ id: 3 });
    await client.groups.rename(3, 'Accounting');
    await client.groups.addMember(3, 'user_a');
    await client.groups.addMember(3, 'user_a', { isGroupAdmin: true });
    await client.groups.removeMember(3, 'user_a');
    await client.groups.delete(3);
    expect(server.requests.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'POST /api/v2/groups {"name":"Finance"}',
      'PATCH /api/v2/groups/3 {"operations":[{"op":"replace","path":"/name","value":"Accounting"}]}',
      'POST /api/v2/groups/3/members {"members":[{"id":"user_a","is_group_admin":false}]}',
      'POST /api/v2/groups/3/members {"members":[{"id":"user_a","is_group_admin":true}]}',
      'DELETE /api/v2/groups/3/members/user_a ',
      'DELETE /api/v2/groups/3 ',
    ]);
  });

  it('of any size is not read when it is the answer to a write', async () => {
    await retoolThat((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      // Never ends: only a client that does not wait for the end gets on.
      response.write(`{"success":true,"data":{"id":3,"members":[${'{"id":"user_a"},'.repeat(10_000)}`);
    });
    await client.groups.removeMember(3, 'user_a');
  });

  it('whose change is answered with success false was not changed', async () => {
    await retoolThat((_, response) => answerJson(response, { success: false, message: 'no' }));
    await expect(client.groups.rename(3, 'x')).rejects.toBeInstanceOf(RetoolNotUnderstoodError);
  });
});
