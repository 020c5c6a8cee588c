import { describe, expect, it } from 'vitest';
import { answerJson } from '../fakes/answering-server.js';
import { listAnswer, oneAnswer } from '../fakes/retool-answers.js';
import { retoolThat } from '../setup/answering-retool.js';

const request = (id: number, status: string) => ({
  id,
  status,
  legacy_id: id,
  requesting_email: `asks+${id}@acme.example`,
  updated_by_id: null,
  created_at: '2026-11-20T09:00:00.000Z',
  updated_at: '2026-11-20T09:00:00.000Z',
});

describe('access requests', () => {
  it('are pending only, also where Retool gives decided ones too', async () => {
    const all = [request(1, 'PENDING'), request(2, 'DENIED'), request(3, 'APPROVED')];
    const { client, asked } = await retoolThat((_, response) => answerJson(response, listAnswer(all)));
    expect(await client.accessRequests.listPending()).toEqual([
      { id: 1, requestingEmail: 'asks+1@acme.example', createdAt: '2026-11-20T09:00:00.000Z' },
    ]);
    expect(asked()).toEqual(['GET /access_requests?status=PENDING']);
  });

  it('are denied by their status alone', async () => {
    const { client, asked } = await retoolThat((_, response) => answerJson(response, oneAnswer(request(7, 'DENIED'))));
    await client.accessRequests.deny(7);
    expect(asked()).toEqual([
      'PATCH /access_requests/7 {"operations":[{"op":"replace","path":"/status","value":"DENIED"}]}',
    ]);
  });

  it('that are said to be more than these are not whole', async () => {
    const { client } = await retoolThat((_, response) => answerJson(response, listAnswer([], { has_more: true })));
    await expect(client.accessRequests.listPending()).rejects.toMatchObject({ reason: 'incomplete' });
  });
});
