import { isSilent } from '../domain/hr/silence.js';
import type { Db } from '../store/database.js';
import { forgetPassedEndings, readHrBreakers } from '../store/hr-breaker.js';
import { listHrConnections } from '../store/hr-connections.js';
import { removeOldHrBodies } from '../store/hr-inbox.js';
import { translateFailures } from './failures.js';
import type { InboxActivities } from './inbox-steps.js';

export interface InboxActivitiesDeps {
  db: Db;
  now(): Date;
}

export function createInboxActivities({ db, now }: InboxActivitiesDeps): InboxActivities {
  return translateFailures<InboxActivities>({
    async tendHrInbox() {
      const bodiesRemoved = await removeOldHrBodies(db);
      await forgetPassedEndings(db);
      const [connections, breakers] = await Promise.all([listHrConnections(db), readHrBreakers(db)]);
      const at = now();
      const namesOf = (chosen: typeof connections) => chosen.map(({ name }) => name);
      return {
        silent: namesOf(connections.filter((connection) => isSilent(connection, at))),
        held: namesOf(connections.filter(({ id }) => (breakers.get(id)?.openedAt ?? null) !== null)),
        bodiesRemoved,
      };
    },
  });
}
