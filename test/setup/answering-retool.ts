import { onTestFinished } from 'vitest';
import { createRetoolClient, type RetoolClient } from '../../retool/client.js';
import { type Answering, type SeenRequest, startAnsweringServer } from '../fakes/answering-server.js';

export interface AnsweringRetool {
  client: RetoolClient;
  /** What it was asked so far, as `METHOD path body`. */
  asked(): string[];
}

/** A client of a Retool that answers as the test says. Both end with the test. */
export async function retoolThat(answers: Answering): Promise<AnsweringRetool> {
  const server = await startAnsweringServer(answers);
  const client = createRetoolClient({ baseUrl: `${server.origin}/api/v2`, token: 'retool_test' });
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return { client, asked: () => server.requests.map(inOneLine) };
}

function inOneLine({ method, url, body }: SeenRequest): string {
  return [method, url.replace('/api/v2', ''), body].filter((text) => text !== '').join(' ');
}
