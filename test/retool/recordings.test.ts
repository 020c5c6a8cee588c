import { afterEach, describe, expect, it } from 'vitest';
import { createRetoolClient, type RetoolClient } from '../../retool/client.js';
import { answerJson, startAnsweringServer, type AnsweringServer } from '../fakes/answering-server.js';
import { readRecording } from '../setup/recording.js';

let server: AnsweringServer;
let client: RetoolClient;

async function retoolThatAnswers(recording: string): Promise<void> {
  server = await startAnsweringServer((_, response) => answerJson(response, readRecording(recording)));
  client = createRetoolClient({ baseUrl: `${server.origin}/api/v2`, token: 'retool_test' });
}

afterEach(async () => {
  await client.close();
  await server.close();
});

describe('what a real Retool answered is understood', () => {
  it('a user who was created with nothing but email and names', async () => {
    await retoolThatAnswers('user-created-with-defaults');
    const given = { email: 'defaults@acme.example', firstName: 'Default', lastName: 'User' };
    expect(await client.users.create(given)).toEqual({
      ...given,
      id: 'user_aaac95a97a5d4dd3a978f241035c5ae5',
      legacyId: 33,
      active: true,
      isAdmin: false,
      userType: 'default',
      seatType: null,
      twoFactorAuthEnabled: false,
      createdAt: '2026-02-04T22:09:34.228Z',
      lastActive: null,
    });
  });

  it('the groups of an organization that is new, with the built-in ones first', async () => {
    await retoolThatAnswers('groups-of-a-new-organization');
    const groups: string[] = [];
    const members: [groupId: number, email: string | null][] = [];
    for await (const chunk of client.groups.all()) {
      if (chunk.kind === 'group')
        groups.push(`${chunk.group.id} ${chunk.group.name} ${chunk.group.universalAppAccess}`);
      else members.push(...chunk.members.map(({ email }): [number, string | null] => [chunk.groupId, email]));
    }
    expect(groups).toEqual([
      '1 admin own',
      '2 editor edit',
      '3 viewer use',
      '4 All Users edit',
      '5 app_admin_group own',
      '14 hr_app_owners none',
      '15 hr_app_editors none',
      '16 hr_app_users none',
    ]);
    expect(members).toEqual([
      [1, 'it-admin@acme.example'],
      [4, 'it-admin@acme.example'],
    ]);
  });
});
