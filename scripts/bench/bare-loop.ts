import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/**
 * What a sync is compared with: undici reads the same answers, `JSON.parse` reads them, nothing is kept. No retries, no
 * checks, no database.
 */
export function createBareLoop(baseUrl: string, token: string) {
  const { origin, pathname } = new URL(baseUrl);
  const pool = new Pool(origin, { connections: 1 });

  async function read(path: string): Promise<Answer> {
    for (;;) {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await pool.request({ method: 'GET', path: pathname + path, headers });
      const text = await answer.body.text();
      if (answer.statusCode === 200) return JSON.parse(text) as Answer;
      if (answer.statusCode !== 429) throw new Error(`GET ${path.split('?')[0]} answered ${answer.statusCode}`);
      await sleep(Number(answer.headers['retry-after'] ?? 1) * 1000);
    }
  }

  async function readRest(): Promise<void> {
    await read('/organization/');
    await read('/groups');
    await read('/user_invites');
  }

  return {
    async whole(): Promise<void> {
      await read('/users');
      await readRest();
    },
    /** Obeys a limit: waits as long as a 429 asks. */
    async paged(): Promise<void> {
      let token: string | null = null;
      do {
        const query: string = token === null ? '' : `&next_token=${encodeURIComponent(token)}`;
        const page: Answer = await read(`/users?limit=100${query}`);
        token = page.has_more ? page.next_token : null;
      } while (token !== null);
      await readRest();
    },
    close: () => pool.close(),
  };
}

interface Answer {
  has_more: boolean;
  next_token: string | null;
}
