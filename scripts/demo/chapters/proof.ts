import { join } from 'node:path';
import type { Chapter } from '../demo.js';
import { listRows } from '../listed.js';
import { leaver } from '../people.js';

export const proof: Chapter = {
  title: 'The proof, and what the next sync says',
  async play(demo) {
    const evidence = join(demo.stateDir, 'evidence.html');
    await demo.run(['evidence', leaver.worker, '--format', 'html', '--out', evidence]);
    await demo.run(['evidence', 'verify']);
    await demo.run(['sync', '--wait'], { show: 'nothing' });
    await demo.run(['people']);
    const stillIn = await listRows(demo, ['people', '--leavers-with-access']);
    demo.check(stillIn.length === 0, 'no leaver can sign in');
  },
};
