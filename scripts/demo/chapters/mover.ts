import { day } from '../calendar.js';
import type { Chapter } from '../demo.js';
import { untilRunIs } from '../listed.js';
import { say } from '../narrate.js';
import { mover } from '../people.js';

export const moverChanges: Chapter = {
  title: 'Somebody moves from Finance to Sales',
  async play(demo) {
    say('  New access comes first. What only Finance gave goes after the overlap. What was given by hand stays.');
    const { worker, email } = mover;
    const byHand = demo.company
      .account('acme-cloud')
      .describeUser(email)
      .groups.filter((name) => !isOfRules(name));
    const said = ['--type', 'changed', '--worker', worker, '--date', day(0), '--set', 'employment.department=Sales'];
    await demo.run(['hr', 'send', 'acme-hr', ...said], { show: 'results' });
    await untilRunIs(demo, worker, ({ stage, outcome }) => stage === 'in-force' || outcome === 'verified');
    await demo.run(['run', worker]);
    await untilRunIs(demo, worker, ({ outcome }) => outcome === 'verified');
    await demo.run(['run', worker]);
    for (const account of demo.company.accounts) {
      const { groups } = account.describeUser(email);
      demo.check(groups.includes('Sales Viewers'), `the mover has what Sales gets in ${account.name}`);
      demo.check(!groups.includes('Finance Editors'), `the mover keeps nothing of Finance in ${account.name}`);
    }
    const { groups } = demo.company.account('acme-cloud').describeUser(email);
    demo.check(
      byHand.every((name) => groups.includes(name)),
      'the mover keeps what was given by hand',
    );
  },
};

function isOfRules(group: string): boolean {
  return ['viewer', 'Finance Editors', 'Sales Viewers'].includes(group);
}
