import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zone } from '../calendar.js';
import type { Chapter } from '../demo.js';
import { listRows } from '../listed.js';
import { say } from '../narrate.js';
import { describeStaff, leaver, mover } from '../people.js';

export const hrConnects: Chapter = {
  title: 'HR gets an address of its own, and rules say who gets what',
  async play(demo) {
    await demo.run(['hr', 'connection', 'add', 'acme-hr', '--adapter', 'native', '--time-zone', zone], {
      show: 'results',
    });
    await demo.run(['policy', 'check']);
    say('\n  HR says who works here. Both have users, and started long ago: nothing follows from it.');
    const file = join(demo.stateDir, 'staff.json');
    await writeFile(file, describeStaff());
    const type = 'application/cloudevents-batch+json';
    await demo.run(['hr', 'send', 'acme-hr', file, '--content-type', type], { show: 'results' });
    const people = async () => await listRows(demo, ['people']);
    await demo.until(async () => (await people()).length === 2);
    await demo.run(['people']);
    for (const row of await people()) {
      const isKnown = [leaver.worker, mover.worker].includes(String(row.person)) && row.status === 'works';
      demo.check(isKnown, `${String(row.person)} works here`);
    }
    demo.check((await listRows(demo, ['runs'])).length === 0, 'nothing is done about those who work here');
  },
};
