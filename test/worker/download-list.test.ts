import { afterEach, expect, it } from 'vitest';
import { downloadList } from '../../worker/download-list.js';
import { type Answering, type AnsweringServer, startAnsweringServer } from '../fakes/answering-server.js';

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const download = async (answering: Answering): Promise<string> => {
  server = await startAnsweringServer(answering);
  return await downloadList(`${server.origin}/people.csv?key=secret`, new AbortController().signal);
};

it('fetches a list', async () => {
  expect(await download((_, response) => response.end('id\nE-1\n'))).toBe('id\nE-1\n');
});

it.each<[string, Answering, string]>([
  ['an error', (_, response) => response.writeHead(503).end('id\n'), 'It answered with 503.'],
  ['no content', (_, response) => response.writeHead(204).end(), 'It answered with 204.'],
  [
    'a way to another place',
    (_, response) => response.writeHead(302, { location: '/other' }).end(),
    'It could not be fetched (TypeError).',
  ],
  [
    'half a list',
    (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('id\nE-1\n', () => response.destroy());
    },
    'It could not be fetched (TypeError).',
  ],
])('takes %s for no list, and names no address', async (_, answering, message) => {
  await expect(download(answering)).rejects.toMatchObject({ name: 'DownloadError', message });
});
