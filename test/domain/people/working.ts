import { type Saying, say, World } from './model.js';

/** The kinds of all runs, in the order in which they began. */
export const kinds = (world: World) => world.runs.map(({ kind }) => kind);

/** What somebody has to decide, by its kinds. */
export const attention = (world: World) => (world.last?.attention ?? []).map((id) => id.split('/')[0]);

/** Somebody who was hired in the spring of 2026 and works here since. */
export function working(changes: Partial<Saying> = {}): World {
  const world = new World('2026-04-01');
  world.hear(say('hired', { on: '2026-04-01', date: '2026-04-15', ...changes }));
  world.goTo('2026-06-01');
  return world;
}
