import type { Chapter } from '../demo.js';
import { listRows } from '../listed.js';
import { say } from '../narrate.js';

export const firstSync: Chapter = {
  title: 'Their schedules sync them',
  async play(demo) {
    say('  acme-onprem answers 429 and then 500 for a while: the sync waits as asked, and tries again.');
    await demo.until(async () => {
      const syncs = await listRows(demo, ['syncs']);
      return syncs.filter(({ state }) => state === 'applied').length === 2;
    });
    await demo.run(['syncs']);
    await demo.run(['licences']);
    for (const { name, ...account } of demo.company.accounts) {
      const users = await listRows(demo, ['users', '--account', name, '--all']);
      demo.check(users.length === account.counts().users, `the inventory of ${name} is complete`);
    }
    const refused = demo.company.journal
      .entries({ account: 'acme-onprem' })
      .filter(({ status }) => status === 429 || status === 500);
    demo.check(refused.length === 3, 'acme-onprem refused three calls, and was synced all the same');
  },
};
