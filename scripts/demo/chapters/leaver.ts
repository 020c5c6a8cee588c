import { day } from '../calendar.js';
import { giveOnPremATroubledWrite, isEnabledAnywhere } from '../company.js';
import type { Chapter } from '../demo.js';
import { untilRunIs } from '../listed.js';
import { say } from '../narrate.js';
import { leaver } from '../people.js';

export const leaverGoes: Chapter = {
  title: 'Somebody leaves',
  async play(demo) {
    const { company, run, check } = demo;
    const { worker, email } = leaver;
    say('  What would be done, first:');
    await run(['offboard', worker, '--now', '--dry-run']);
    check(isEnabledAnywhere(company, email), 'the dry run changes nothing');

    say('\n  HR says that yesterday was the last day. The policy wants somebody to approve.');
    await run(['hr', 'send', 'acme-hr', '--type', 'terminated', '--worker', worker, '--last-day', day(-1)], {
      show: 'results',
    });
    await untilRunIs(demo, worker, ({ stage }) => stage === 'waiting-for-approval');
    await run(['runs', '--attention']);
    check(isEnabledAnywhere(company, email), 'nothing is done before it is approved');

    say('\n  acme-onprem is going to answer 500 when the user is to be disabled, twice: the step is tried again.');
    giveOnPremATroubledWrite(company);
    await run(['approve', worker, '--reason', 'agreed with her manager']);
    await untilRunIs(demo, worker, ({ verifiedAt }) => verifiedAt !== null);
    await run(['run', worker]);
    for (const account of company.accounts) {
      const { active, groups, invites } = account.describeUser(email);
      const isGone = !active && groups.length === 0 && invites.length === 0;
      check(isGone, `the leaver has no access to ${account.name}`);
    }
    const failed = company.journal.entries({ account: 'acme-onprem', method: 'PATCH' }).filter((c) => c.status === 500);
    check(failed.length === 2, 'acme-onprem failed twice, and the user is disabled all the same');
  },
};
