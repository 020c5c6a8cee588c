import { describe, expect, it } from 'vitest';
import { answerJson } from '../fakes/answering-server.js';
import { listAnswer } from '../fakes/retool-answers.js';
import { retoolThat } from '../setup/answering-retool.js';

const workflow = (id: string, fields: Record<string, unknown> = {}) => ({
  id,
  name: `Workflow ${id}`,
  description: null,
  crontab: '0 6 * * *',
  timezone: 'Europe/Berlin',
  is_enabled: true,
  folder_id: 'workflow_1',
  protected: false,
  created_by: 7,
  ...fields,
});

const more = (token: string) => ({ has_more: true, next_token: token });

describe('workflows', () => {
  it('come whole from an old version, which is not asked for pages', async () => {
    const bare = { id: 'b', name: 'Report', created_by: null, crontab: '', timezone: null };
    const { client, asked } = await retoolThat((_, response) =>
      answerJson(response, listAnswer([workflow('a'), bare])),
    );
    expect(await client.workflows.list()).toEqual([
      {
        id: 'a',
        name: 'Workflow a',
        createdByLegacyId: 7,
        crontab: '0 6 * * *',
        timezone: 'Europe/Berlin',
        isEnabled: true,
      },
      { id: 'b', name: 'Report', createdByLegacyId: null, crontab: null, timezone: null, isEnabled: null },
    ]);
    expect(asked()).toEqual(['GET /workflows']);
  });

  it('are read page by page where Retool says that there are more, each once', async () => {
    const pages = [
      listAnswer([workflow('a'), workflow('b')], more('t1')),
      listAnswer([workflow('b'), workflow('c')], more('t2')),
      listAnswer([workflow('d')]),
    ];
    const { client, asked } = await retoolThat((_, response) => answerJson(response, pages.shift()));
    expect((await client.workflows.list()).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(asked()).toEqual([
      'GET /workflows',
      'GET /workflows?limit=100&next_token=t1',
      'GET /workflows?limit=100&next_token=t2',
    ]);
  });

  it.each([
    ['a token that was used before', ['t1', 't2', 't1']],
    ['the token it was asked with', ['t1', 't1']],
  ])('are not read for ever when a page gives %s', async (_, tokens) => {
    let pages = 0;
    const { client } = await retoolThat((_, response) => {
      const token = tokens[pages++];
      answerJson(response, listAnswer([workflow(`w${pages}`)], token === undefined ? {} : more(token)));
    });
    await expect(client.workflows.list()).rejects.toMatchObject({ reason: 'paging' });
  });

  it('are not read for ever when pages bring nothing new', async () => {
    let pages = 0;
    const { client } = await retoolThat((_, response) =>
      answerJson(response, listAnswer([workflow('a')], more(`t${(pages += 1)}`))),
    );
    await expect(client.workflows.list()).rejects.toMatchObject({ reason: 'paging' });
    expect(pages).toBe(2);
  });

  it('that are said to be more, without where, are not whole', async () => {
    const { client } = await retoolThat((_, response) => answerJson(response, listAnswer([], { has_more: true })));
    await expect(client.workflows.list()).rejects.toMatchObject({ reason: 'paging' });
  });
});
