import { describe, expect, it } from 'vitest';
import { midnight, rules, say, World } from './model.js';
import { attention, kinds, working } from './working.js';

const moves = (world: World) => world.runs.flatMap(({ kind, facts }) => (kind === 'move' ? [facts?.givesNothing] : []));

describe('names and addresses', () => {
  const state = (...claims: Parameters<World['hear']>) => {
    const world = new World('2026-06-01');
    world.hear(...claims);
    return world.state;
  };

  it('an address that changed stays known as a former one (5.6)', () => {
    expect(
      state(
        say('hired', { on: '2026-04-01', date: '2026-05-01', worker: { workEmail: 'ada.miller@acme.example' } }),
        say('changed', { on: '2026-06-01', date: '2026-06-01', worker: { workEmail: 'ada.byrne@acme.example' } }),
      ),
    ).toMatchObject({ workEmail: 'ada.byrne@acme.example', formerEmails: ['ada.miller@acme.example'] });
  });

  it('an address that looks like that of somebody else is for somebody to look at, until they leave (5.6)', () => {
    const world = working();
    world.lookalikes = ['E-2'];
    world.settle();
    expect(world.last?.attention).toEqual(['address-looks-like-another/E-2']);
    world.settlements['address-looks-like-another/E-2'] = 'ignore';
    world.settle();
    expect(attention(world)).toEqual([]);
  });

  it('HR goes before an identity provider, whoever spoke last (4.4)', () => {
    expect(
      state(
        say('hired', { on: '2026-04-01', date: '2026-05-01', worker: { workEmail: 'ada@acme.example' } }),
        say('changed', {
          on: '2026-06-01',
          date: '2026-06-01',
          source: 'okta',
          worker: { workEmail: 'a.b@acme.example' },
        }),
      ),
    ).toMatchObject({ workEmail: 'ada@acme.example', aliases: ['a.b@acme.example'] });
  });
});

describe('a leave of absence (5.20)', () => {
  it('suspends, and gives back what was there when it ends', () => {
    const world = working();
    world.hear(say('access_suspended', { on: '2026-06-01', date: '2026-06-10' }));
    world.goTo('2026-06-11');
    expect(world.open('suspend')).toMatchObject([{ actedAt: midnight('2026-06-10') }]);
    world.hear(say('access_restored', { on: '2026-07-01', date: '2026-07-01' }));
    world.goTo('2026-07-02');
    expect(world.runs.at(-1)).toMatchObject({ kind: 'suspend', liftedAt: '2026-07-01T12:00:00.000Z' });
  });

  it('whose end is planned lasts until then', () => {
    const world = working();
    world.hear(say('access_suspended', { on: '2026-06-01', date: '2026-06-10' }));
    world.goTo('2026-06-20');
    world.hear(say('access_restored', { on: '2026-06-20', date: '2026-07-01' }));
    expect(world.open('suspend')).toMatchObject([{ liftedAt: null }]);
    world.goTo('2026-07-02');
    expect(world.runs.at(-1)).toMatchObject({ liftedAt: midnight('2026-07-01') });
  });

  it('goes over into the offboarding when the person leaves meanwhile', () => {
    const world = working();
    world.hear(say('access_suspended', { on: '2026-06-01', date: '2026-06-01' }));
    world.hear(say('terminated', { on: '2026-06-10', date: '2026-07-01' }));
    world.goTo('2026-08-01');
    expect(world.open()).toEqual([]);
    expect(world.runs.find(({ kind }) => kind === 'suspend')).toMatchObject({ liftedAt: null });
    expect(world.runs.at(-1)).toMatchObject({ kind: 'offboard', actedAt: midnight('2026-07-01') });
  });
});

describe('between sources (4.4)', () => {
  it('an identity provider lifts its own suspension, and not that of HR', () => {
    const world = working();
    world.goTo('2026-06-04');
    world.hear(say('access_suspended', { on: '2026-06-01', date: '2026-06-01' }));
    world.hear(say('access_suspended', { on: '2026-06-02', date: '2026-06-02', source: 'okta' }));
    world.hear(say('access_restored', { on: '2026-06-03', date: '2026-06-03', source: 'okta' }));
    expect(world.open('suspend')).toMatchObject([{ liftedAt: null }]);
    world.hear(say('access_restored', { on: '2026-06-04', date: '2026-06-04' }));
    expect(world.open()).toEqual([]);
  });

  it('an identity provider never ends, hires or cancels', () => {
    const world = working();
    world.hear(
      say('terminated', { on: '2026-06-01', date: '2026-06-01', source: 'okta' }),
      say('hire_cancelled', { on: '2026-06-01', date: '2026-06-01', source: 'okta' }),
    );
    expect(world.last?.standing.isWorking).toBe(true);
    expect(world.open()).toEqual([]);
  });

  it('a restored account of somebody who left is a contradiction, not an employment', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-06-10' }));
    world.goTo('2026-06-20');
    world.hear(say('access_restored', { on: '2026-06-20', date: '2026-06-20', source: 'okta' }));
    expect(attention(world)).toEqual(['restored-after-end']);
    expect(world.open()).toEqual([]);
  });

  it('a leaver whom nobody knew is offboarded with what is known, and flagged (5.21)', () => {
    const world = new World('2026-06-01');
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-05-01' }));
    expect(world.runs).toMatchObject([{ kind: 'offboard', actedAt: world.now }]);
    expect(attention(world)).toEqual(['first-heard-of-as-leaver']);
  });

  it('a leaver of whom nothing was known but that a start was called off is one whom nobody knew (5.21)', () => {
    const world = new World('2026-06-01');
    world.hear(say('hire_cancelled', { on: '2026-06-01', date: '2026-06-01' }));
    world.hear(say('terminated', { on: '2026-06-05', date: '2026-06-01' }));
    expect(world.runs).toMatchObject([{ kind: 'offboard' }]);
    expect(attention(world)).toEqual(['first-heard-of-as-leaver']);
  });
});

describe('what an operator decided', () => {
  it('stays when the facts stay: an offboarding that was called off does not come again', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01' }));
    world.callOff('offboard');
    world.hear(say('changed', { on: '2026-06-02', date: '2026-06-02' }));
    expect(world.open()).toEqual([]);
    world.hear(say('terminated', { on: '2026-06-03', date: '2026-07-15' }));
    expect(world.open('offboard')).toHaveLength(1);
  });

  it('gives access again that went with an end which was called off too late', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-06-10' }));
    world.goTo('2026-06-12');
    world.hear(say('termination_cancelled', { on: '2026-06-12', date: '2026-06-12' }));
    expect(world.open()).toEqual([]);
    const [id = ''] = world.last?.attention ?? [];
    expect(id).toContain('access-is-gone');
    world.settlements[id] = 'apply';
    world.settle();
    expect(world.runs.at(-1)).toMatchObject({ kind: 'onboard', actedAt: world.now });
    expect(attention(world)).toEqual([]);
  });

  it('decides a contradiction: somebody who never came loses access', () => {
    const world = working();
    world.hear(say('hire_cancelled', { on: '2026-06-01', date: '2026-04-15' }));
    const [id = ''] = world.last?.attention ?? [];
    world.settlements[id] = 'apply';
    world.settle();
    expect(world.runs.at(-1)).toMatchObject({ kind: 'offboard', actedAt: world.now });
  });
});

describe('a change of work', () => {
  const sales = { employment: { department: 'Sales' } };

  it('acts on its day', () => {
    const world = working(sales);
    world.hear(say('changed', { on: '2026-06-01', date: '2026-06-15', employment: { department: 'Support' } }));
    expect(world.open('move')).toMatchObject([{ effectiveAt: midnight('2026-06-15') }]);
  });

  it('that is moved is one run, and called off it is none', () => {
    const world = working(sales);
    world.hear(say('changed', { on: '2026-06-01', date: '2026-06-15', employment: { department: 'Support' } }));
    world.hear(say('changed', { on: '2026-06-02', date: '2026-06-25', employment: { department: 'Support' } }));
    expect(world.runs.slice(1)).toMatchObject([{ kind: 'move', effectiveAt: midnight('2026-06-25') }]);
    world.hear(say('changed', { on: '2026-06-03', date: '2026-06-25', employment: { department: 'Sales' } }));
    expect(world.open()).toEqual([]);
  });

  it('during the overlap of another is merged into it, and follows if it came too late for that', () => {
    const world = working(sales);
    world.holding = ['move'];
    const moveTo = (department: string, on: string) => say('changed', { on, date: on, employment: { department } });
    world.hear(moveTo('Support', '2026-06-01'));
    world.goTo('2026-06-02');
    const [move] = world.open('move');
    expect(world.hear(moveTo('Research', '2026-06-02'))).toMatchObject([{ kind: 'change-run', runId: move?.id }]);
    // It was through before it heard of the second change.
    world.holding = [];
    world.goTo('2026-06-03');
    expect(world.runs.slice(1)).toMatchObject([{ closedAt: world.now }, { kind: 'move', actedAt: world.now }]);
  });

  it('of an attribute that no rule looks at moves nobody', () => {
    const world = working(sales);
    world.hear(say('changed', { on: '2026-06-01', date: '2026-06-01', employment: { jobTitle: 'Lead' } }));
    expect(kinds(world)).toEqual(['onboard']);
  });

  it('that an operator called off does not come again', () => {
    const world = working(sales);
    world.hear(say('changed', { on: '2026-06-01', date: '2026-06-15', employment: { department: 'Support' } }));
    world.callOff('move');
    world.goTo('2026-07-01');
    expect(world.open()).toEqual([]);
    expect(kinds(world)).toEqual(['onboard', 'move']);
  });

  it('of somebody who leaves gives nothing new; what was kept back follows when the end is called off', () => {
    const world = working(sales);
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-09-01' }));
    world.hear(say('changed', { on: '2026-06-02', date: '2026-06-15', employment: { department: 'Support' } }));
    expect(world.open('move')).toMatchObject([{ facts: { givesNothing: true } }]);
    world.goTo('2026-07-01');
    world.hear(say('termination_cancelled', { on: '2026-07-01', date: '2026-07-01' }));
    expect(moves(world)).toEqual([true, undefined]);
    world.hear(say('terminated', { on: '2026-07-02', date: '2026-09-01' }));
    world.goTo('2026-08-01');
    expect(moves(world)).toEqual([true, undefined]);
  });

  it('that was planned before the end was known gives nothing new any more', () => {
    const world = working(sales);
    world.hear(say('changed', { on: '2026-06-01', date: '2026-06-15', employment: { department: 'Support' } }));
    world.hear(say('terminated', { on: '2026-06-02', date: '2026-09-01' }));
    expect(world.open('move')).toMatchObject([{ effectiveAt: midnight('2026-06-15'), facts: { givesNothing: true } }]);
    world.hear(say('termination_cancelled', { on: '2026-06-03', date: '2026-06-03' }));
    expect(moves(world)).toEqual([undefined]);
  });

  it('gives what it kept back also during its overlap, when the end is called off then', () => {
    const world = working(sales);
    world.holding = ['move'];
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-09-01' }));
    world.hear(say('changed', { on: '2026-06-02', date: '2026-06-02', employment: { department: 'Support' } }));
    world.goTo('2026-06-03');
    const [move] = world.open('move');
    const called = say('termination_cancelled', { on: '2026-06-03', date: '2026-06-03' });
    expect(world.hear(called)).toMatchObject([{ kind: 'cancel-run' }, { kind: 'change-run', runId: move?.id }]);
    expect(moves(world)).toEqual([undefined]);
  });

  it('of long ago moves nobody when a new rule looks at what changed then', () => {
    const world = working({ employment: { department: 'Sales', jobTitle: 'Clerk' } });
    world.hear(say('changed', { on: '2026-06-01', date: '2026-06-01', employment: { jobTitle: 'Lead' } }));
    world.goTo('2026-07-01');
    world.rules = { ...rules, attributes: ['department', 'jobTitle'] };
    expect(world.settle()).toEqual([]);
    world.hear(say('changed', { on: '2026-07-01', date: '2026-07-01', employment: { jobTitle: 'Head' } }));
    expect(kinds(world)).toEqual(['onboard', 'move']);
  });

  it('of somebody who began before we knew is a move from what was known first', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-06-01', date: '2020-01-01', ...sales }));
    world.hear(say('changed', { on: '2026-06-02', date: '2026-06-01', employment: { department: 'Support' } }));
    expect(kinds(world)).toEqual(['move']);
    world.hear(say('changed', { on: '2026-06-03', date: '2026-06-01', employment: { department: 'Support' } }));
    expect(kinds(world)).toEqual(['move']);
  });
});
