import { day } from '../calendar.js';
import type { Chapter } from '../demo.js';
import { untilRunIs } from '../listed.js';
import { say } from '../narrate.js';
import { joiner } from '../people.js';

export const joinerStarts: Chapter = {
  title: 'Somebody starts',
  async play(demo) {
    say('  A signed message of HR is all it takes: June Park starts today, in Finance.');
    const { worker, email } = joiner;
    const said = ['--type', 'hired', '--worker', worker, '--email', email, '--start-date', day(0)];
    const more = ['--set', 'worker.displayName=June Park', '--set', 'employment.department=Finance'];
    await demo.run(['hr', 'send', 'acme-hr', ...said, ...more], { show: 'results' });
    await untilRunIs(demo, worker, ({ outcome }) => outcome === 'verified');
    await demo.run(['run', worker]);
    for (const account of demo.company.accounts) {
      const { active, groups } = account.describeUser(email);
      demo.check(active, `the joiner can sign in to ${account.name}`);
      demo.check(
        groups.toSorted().join() === 'Finance Editors,viewer',
        `${account.name} gives them what the rules say`,
      );
    }
  },
};
