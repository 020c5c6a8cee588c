import { changePeople } from '../company.js';
import type { Chapter } from '../demo.js';
import { listRows } from '../listed.js';
import { say } from '../narrate.js';

export const changes: Chapter = {
  title: 'People change in Retool, and the next sync sees it',
  async play(demo) {
    const changed = changePeople(demo.company);
    for (const { said } of changed) say(`  · ${said}`);
    await demo.run(['sync', '--wait'], { show: 'results' });
    await demo.run(['changes']);
    const feed = await listRows(demo, ['changes', '--all']);
    for (const { said, account, kind } of changed) {
      demo.check(
        feed.some((row) => row.account === account && row.kind === kind),
        said,
      );
    }
  },
};
