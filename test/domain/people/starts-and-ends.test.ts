import { describe, expect, it } from 'vitest';
import { midnight, rules, say, World } from './model.js';
import { attention, kinds, working } from './working.js';

describe('the end of access', () => {
  it.each([
    ['Pacific/Auckland', '2026-06-30T12:00:00.000Z'],
    ['Pacific/Honolulu', '2026-07-01T10:00:00.000Z'],
    // No midnight on that day: clocks jump from 24:00 to 01:00.
    ['Africa/Cairo', '2026-06-30T21:00:00.000Z'],
  ])('is the start of the next local day in %s (5.1)', (timeZone, at) => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01', effective: { timeZone } }));
    expect(world.open('offboard')).toMatchObject([{ effectiveAt: at }]);
  });

  it('is 01:00 where the last day ends without a midnight (5.1)', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2027-04-30', effective: { timeZone: 'Africa/Cairo' } }));
    // In 2027 clocks there go forward on the last Friday of April, at midnight.
    expect(world.open('offboard')).toMatchObject([{ effectiveAt: '2027-04-29T22:00:00.000Z' }]);
  });

  it('comes at once when it was entered weeks late (5.2)', () => {
    const world = working();
    world.goTo('2026-07-15');
    world.hear(say('terminated', { on: '2026-07-15', date: '2026-06-15' }));
    expect(world.runs.at(-1)).toMatchObject({ kind: 'offboard', actedAt: world.now });
  });

  it('follows the zone of the person when they move before it (4.3.4)', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('changed', { on: '2026-06-02', date: '2026-06-02', effective: { timeZone: 'Asia/Tokyo' } }));
    expect(world.open('offboard')).toMatchObject([{ effectiveAt: '2026-06-30T15:00:00.000Z' }]);
  });

  it('is now when HR says so, whatever the last day, and a later day gives nothing back (4.3.8)', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-09-01', effective: { accessEnd: 'immediate' } }));
    expect(world.runs.at(-1)).toMatchObject({ kind: 'offboard', actedAt: world.now });
    world.hear(say('terminated', { on: '2026-06-05', date: '2026-10-01' }));
    world.goTo('2026-12-01');
    expect(kinds(world)).toEqual(['onboard', 'offboard']);
    expect(attention(world)).toEqual([]);
  });
});

describe('a start', () => {
  it('that is moved ten times is one run (5.3)', () => {
    const world = new World('2026-06-01');
    for (let day = 10; day < 20; day++) {
      world.hear(say('hired', { on: `2026-06-01T12:00:${day}Z`, date: `2026-07-${day}` }));
    }
    expect(world.runs).toMatchObject([{ kind: 'onboard', effectiveAt: midnight('2026-07-19'), closedAt: null }]);
  });

  it('that is moved into the past acts at once (5.3)', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('hired', { on: '2026-06-02', date: '2026-05-28' }));
    expect(world.runs).toMatchObject([{ kind: 'onboard', actedAt: world.now }]);
  });

  const aWeekAhead = { ...rules, leadTimeMs: 7 * 86_400_000 };

  it('has access so long before it as the policy says, also when it is moved (5.3)', () => {
    const world = new World('2026-06-01', aWeekAhead);
    world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01' }));
    expect(world.runs).toMatchObject([{ kind: 'onboard', effectiveAt: midnight('2026-06-24'), actedAt: null }]);
    world.hear(say('hired', { on: '2026-06-02', date: '2026-06-20' }));
    expect(world.runs).toMatchObject([{ effectiveAt: midnight('2026-06-13'), actedAt: null }]);
    world.hear(say('hired', { on: '2026-06-03', date: '2026-06-05' }));
    expect(world.runs).toMatchObject([{ actedAt: world.now }]);
  });

  it.each(['2026-07-20', '2026-06-28'])(
    'that is moved to %s once access was given gives nothing twice (5.3)',
    (date) => {
      const world = new World('2026-06-01', aWeekAhead);
      world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01' }));
      world.goTo('2026-06-25');
      world.hear(say('hired', { on: '2026-06-25', date }));
      world.goTo('2026-08-01');
      expect(world.runs).toMatchObject([{ kind: 'onboard', actedAt: midnight('2026-06-24') }]);
    },
  );

  it('soon after an end gives access when that comes, and not before', () => {
    const world = working();
    world.rules = aWeekAhead;
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('rehired', { on: '2026-06-02', date: '2026-07-04' }));
    world.goTo('2026-06-30');
    expect(world.open()).toMatchObject([
      { kind: 'offboard', effectiveAt: midnight('2026-07-01') },
      { kind: 'onboard', effectiveAt: midnight('2026-07-01'), episode: 2 },
    ]);
    world.goTo('2026-08-01');
    expect(world.runs.at(-1)).toMatchObject({ kind: 'onboard', actedAt: midnight('2026-07-01') });
  });

  it.each([
    ['on a leap day', '2028-02-29', 'UTC', '2028-02-29T00:00:00.000Z'],
    ['before clocks go back', '2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['after clocks went back', '2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['in a zone by its old name', '2026-07-01', 'Europe/Kiev', '2026-06-30T21:00:00.000Z'],
    ['in the same by its new one', '2026-07-01', 'Europe/Kyiv', '2026-06-30T21:00:00.000Z'],
  ])('%s is the start of that day there (5.23)', (_, date, timeZone, effectiveAt) => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-06-01', date, effective: { timeZone } }));
    expect(world.runs).toMatchObject([{ kind: 'onboard', effectiveAt }]);
  });

  it('of somebody who is said to be their own manager is as any other: nobody follows that chain (5.19)', () => {
    const world = new World('2026-06-01', { ...rules, attributes: ['managerId'] });
    world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01', employment: { manager: { externalId: 'W1' } } }));
    expect(world.runs).toMatchObject([{ kind: 'onboard', facts: { attributes: { managerId: 'W1' } } }]);
  });

  it('that was called off before anything was given leaves nothing to do (5.4)', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('hire_cancelled', { on: '2026-06-02', date: '2026-07-01' }));
    world.goTo('2026-08-01');
    expect(world.runs).toMatchObject([{ kind: 'onboard', actedAt: null }]);
    expect(world.open()).toEqual([]);
  });

  it('that is called off after access was given ahead of it takes that access away (5.4)', () => {
    const world = new World('2026-06-01', aWeekAhead);
    world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01' }));
    world.goTo('2026-06-25');
    world.hear(say('hire_cancelled', { on: '2026-06-25', date: '2026-07-01' }));
    expect(world.runs.at(-1)).toMatchObject({ kind: 'offboard', actedAt: world.now });
  });

  it('stays called off when an older announcement of it comes late (5.4)', () => {
    const world = new World('2026-06-01');
    world.hear(say('hire_cancelled', { on: '2026-06-02', date: '2026-07-01' }));
    world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01' }));
    expect(world.runs).toEqual([]);
  });

  it('of long ago asks for nothing: the person simply works here', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-06-01', date: '2020-01-01' }));
    expect(world.runs).toEqual([]);
    expect(world.last?.standing.isWorking).toBe(true);
  });

  it('without a work email is told when the email is known (5.11)', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01', worker: { workEmail: null } }));
    const workEmail = 'ada@acme.example';
    const [command, ...others] = world.hear(
      say('changed', { on: '2026-06-04', date: '2026-06-04', worker: { workEmail } }),
    );
    expect(command).toMatchObject({ kind: 'change-run', wanted: { facts: { hasEmail: true } } });
    expect(others).toEqual([]);
    expect(world.runs).toHaveLength(1);
  });

  it('and an end on the same day are legal, and short (5.22)', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('terminated', { on: '2026-06-02', date: '2026-07-02' }));
    world.goTo('2026-07-03');
    expect(world.runs).toMatchObject([
      { kind: 'onboard', actedAt: midnight('2026-07-01') },
      { kind: 'offboard', actedAt: midnight('2026-07-02') },
    ]);
  });

  it('after the end that is told with it is no start (5.22)', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('terminated', { on: '2026-06-02', date: '2026-06-20' }));
    world.goTo('2026-08-01');
    expect(world.runs).toMatchObject([{ kind: 'onboard', actedAt: null }]);
  });

  it('waits while access is suspended, and is released with it', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('access_suspended', { on: '2026-06-02', date: '2026-06-02', source: 'okta' }));
    world.goTo('2026-07-02');
    expect(world.open()).toEqual([]);
    world.hear(say('access_restored', { on: '2026-07-02', date: '2026-07-02', source: 'okta' }));
    expect(world.runs.at(-1)).toMatchObject({ kind: 'onboard', actedAt: world.now });
  });
});

describe('a rehire', () => {
  it('on the day after the end is an employment of its own, with today’s access only (5.7)', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01' }));
    world.goTo('2026-07-01');
    world.hear(say('rehired', { on: '2026-07-01', date: '2026-07-01' }));
    expect(world.runs.map(({ kind, episode }) => [kind, episode])).toEqual([
      ['onboard', 1],
      ['offboard', 1],
      ['onboard', 2],
    ]);
    expect(world.episode).toBe(2);
  });

  it('that is told before the end leaves the gap without access (5.8)', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('rehired', { on: '2026-06-02', date: '2026-09-01' }));
    expect(world.open().map(({ kind, episode }) => [kind, episode])).toEqual([
      ['offboard', 1],
      ['onboard', 2],
    ]);
    world.goTo('2026-10-01');
    expect(world.episode).toBe(2);
    expect(world.runs.map(({ actedAt }) => actedAt)).toEqual(['2026-04-15', '2026-07-01', '2026-09-01'].map(midnight));
  });

  it('without a gap cancels the end that was planned (5.8)', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('rehired', { on: '2026-06-02', date: '2026-07-01' }));
    world.goTo('2026-08-01');
    expect(world.runs).toMatchObject([{ kind: 'onboard' }, { kind: 'offboard', actedAt: null }]);
  });

  it.each([
    ['called off', 'hire_cancelled', '2026-06-20'],
    ['ended before it begins', 'terminated', '2026-06-20'],
    ['moved behind the end that was planned', 'rehired', '2026-09-01'],
  ] as const)('before the end that was planned, %s, takes nothing of the time until that end', (_, type, date) => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('rehired', { on: '2026-06-02', date: '2026-06-20' }));
    const aboutIt = { worker: { episodeStart: '2026-06-20' } };
    world.hear(say(type, { on: '2026-06-03', date, ...(type === 'terminated' && aboutIt) }));
    expect(world.open('offboard')).toMatchObject([{ effectiveAt: midnight('2026-07-01') }]);
    world.goTo('2026-10-01');
    const acted = world.runs.filter(({ actedAt }) => actedAt !== null && actedAt > midnight('2026-05-01'));
    expect(acted.map(({ kind, actedAt }) => [kind, actedAt])).toEqual([
      ['offboard', midnight('2026-07-01')],
      ...(type === 'rehired' ? [['onboard', midnight('2026-09-01')]] : []),
    ]);
  });

  it('before the end that was planned, moved to another day before it, leaves no gap', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01' }));
    world.hear(say('rehired', { on: '2026-06-02', date: '2026-06-10' }));
    world.hear(say('rehired', { on: '2026-06-03', date: '2026-06-20' }));
    world.goTo('2026-08-01');
    expect(world.runs.filter(({ kind, actedAt }) => kind === 'offboard' && actedAt !== null)).toEqual([]);
  });

  it('that begins while the old offboarding is still open ends that one (5.8)', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01' }));
    world.runs = world.runs.map((run) =>
      run.kind === 'offboard' ? { ...run, effectiveAt: midnight('2027-01-01') } : run,
    );
    world.goTo('2026-07-02');
    const commands = world.hear(say('rehired', { on: '2026-07-02', date: '2026-07-02' }));
    expect(commands.map(({ kind }) => kind)).toEqual(['cancel-run', 'start-run']);
    expect(world.open()).toEqual([]);
    expect(world.runs.at(-1)).toMatchObject({ kind: 'onboard', episode: 2 });
  });

  it('that ends on its first day ends, and not the employment before it', () => {
    const world = new World('2026-06-01');
    const at = (instant: string) => ({ on: instant, date: instant.slice(0, 10), effective: { at: instant } });
    world.hear(say('hired', at('2026-06-01T13:00:00.000Z')));
    for (const [type, instant] of [
      ['terminated', '2026-06-10T09:00:00.000Z'],
      ['rehired', '2026-06-20T09:00:00.000Z'],
      ['terminated', '2026-06-20T15:00:00.000Z'],
    ] as const) {
      world.goTo(instant);
      world.hear(say(type, at(instant)));
    }
    expect(kinds(world)).toEqual(['onboard', 'offboard', 'onboard', 'offboard']);
    expect(world.last?.standing.isOver).toBe(true);
  });

  it('that was in doubt is over with an end that comes after it on the same day', () => {
    const world = working();
    const at = (instant: string) => ({ on: instant, date: instant.slice(0, 10), effective: { at: instant } });
    world.goTo('2026-06-20T09:00:00.000Z');
    world.hear(say('rehired', at('2026-06-20T09:00:00.000Z')));
    world.goTo('2026-06-20T15:00:00.000Z');
    world.hear(say('terminated', at('2026-06-20T15:00:00.000Z')));
    expect(kinds(world)).toEqual(['onboard', 'offboard']);
    expect(world.last?.standing.isOver).toBe(true);
  });

  it('is called off by an end before it, which is not that of the employment before', () => {
    const world = working();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-06-10' }));
    world.goTo('2026-06-15');
    world.hear(say('rehired', { on: '2026-06-15', date: '2026-07-01' }));
    // The end before is said again, and changes nothing.
    world.hear(say('terminated', { on: '2026-06-16', date: '2026-06-10' }));
    expect(world.open()).toMatchObject([{ kind: 'onboard', episode: 2 }]);
    world.hear(say('terminated', { on: '2026-06-17', date: '2026-07-01' }));
    world.goTo('2026-08-01');
    expect(world.runs.filter(({ actedAt }) => actedAt !== null).map(({ kind }) => kind)).toEqual([
      'onboard',
      'offboard',
    ]);
    expect(world.last?.standing.isOver).toBe(true);
  });

  describe('that has begun, and an end between the old one and its first day (5.22)', () => {
    const rehired = (): World => {
      const world = working();
      world.hear(say('terminated', { on: '2026-06-01', date: '2026-06-10' }));
      world.goTo('2026-07-01');
      world.hear(say('rehired', { on: '2026-07-01', date: '2026-07-01' }));
      world.goTo('2026-07-10');
      return world;
    };
    const end = { on: '2026-07-10', date: '2026-06-20' };

    it('is asked about, when it names no start; what is known stays meanwhile', () => {
      const world = rehired();
      world.hear(say('terminated', end));
      expect(world.last?.attention).toEqual(['ended-before-rehire/W1/primary/2026-06-20']);
      expect(world.state.episodes).toMatchObject([{ end: { day: '2026-06-09' } }, { end: null }]);
      world.settlements['ended-before-rehire/W1/primary/2026-06-20'] = 'apply';
      world.settle();
      expect(world.runs.at(-1)).toMatchObject({ kind: 'offboard', episode: 2, actedAt: world.now });
    });

    it.each([
      ['2026-04-15', [{ end: { day: '2026-06-19' } }, { end: null }]],
      ['2026-07-01', [{ end: { day: '2026-06-09' } }, { end: { day: '2026-06-19' } }]],
    ])('is that of the employment that it names by its first day, %s', (episodeStart, episodes) => {
      const world = rehired();
      world.hear(say('terminated', { ...end, worker: { episodeStart } }));
      expect(world.last?.attention).toEqual([]);
      expect(world.state.episodes).toMatchObject(episodes);
    });
  });

  it('before the planned end voids that end, also when it is called off in words of its own', () => {
    for (const type of ['termination_cancelled', 'changed'] as const) {
      const world = working();
      world.hear(say('terminated', { on: '2026-06-01', date: '2026-09-01' }));
      world.hear(say('rehired', { on: '2026-06-02', date: '2026-06-02' }));
      world.hear(say(type, { on: '2026-06-03', date: '2026-06-03' }));
      world.goTo('2026-07-01');
      world.hear(say('terminated', { on: '2026-07-01', date: '2026-07-01' }));
      expect(world.last?.standing.isOver).toBe(true);
    }
  });

  it('whose missing end is told later is believed then', () => {
    const world = working();
    world.hear(say('rehired', { on: '2026-06-01', date: '2026-06-20' }));
    expect(attention(world)).toEqual(['rehired-while-active']);
    world.hear(say('terminated', { on: '2026-06-02', date: '2026-06-10' }));
    expect(attention(world)).toEqual([]);
    world.goTo('2026-07-01');
    expect(world.runs.map(({ kind, episode }) => [kind, episode])).toEqual([
      ['onboard', 1],
      ['offboard', 1],
      ['onboard', 2],
    ]);
  });
});

describe('a contractor who becomes an employee (5.9)', () => {
  const asEmployee = { worker: { externalId: 'W2' } };
  const ending = say('terminated', { on: '2026-06-01', date: '2026-07-01' });

  it.each([
    ['the end first', [ending, say('hired', { on: '2026-06-02', date: '2026-07-03', ...asEmployee })]],
    ['the start first', [say('hired', { on: '2026-05-30', date: '2026-07-01', ...asEmployee }), ending]],
  ])('keeps access when both records are known to be one person, %s', (_, claims) => {
    const world = working({ employment: { department: 'Sales' } });
    for (const claim of claims) world.hear(claim);
    world.goTo('2026-08-01');
    expect(world.runs.filter(({ kind, actedAt }) => kind === 'offboard' && actedAt !== null)).toEqual([]);
    expect(world.episode).toBe(1);
  });

  it.each(['before', 'after'])('is not offboarded while it is not known, when the other record came %s', (when) => {
    const world = working();
    const twins = [{ personKey: 'E-2', isEmployed: true }];
    if (when === 'before') world.twins = twins;
    world.hear(ending);
    world.twins = twins;
    world.settle();
    world.goTo('2026-08-01');
    expect(world.runs.filter(({ kind, actedAt }) => kind === 'offboard' && actedAt !== null)).toEqual([]);
    expect(attention(world)).toEqual(['possible-conversion']);
    world.settlements['possible-conversion/E-2'] = 'ignore';
    world.settle();
    expect(world.runs.at(-1)).toMatchObject({ kind: 'offboard', actedAt: world.now });
  });
});

describe('somebody with several jobs (5.10)', () => {
  const second = { worker: { employmentId: 'second' }, employment: { department: 'Teaching' } };

  function withTwo(): World {
    const world = working({ employment: { department: 'Research', primary: true } });
    world.hear(say('hired', { on: '2026-05-01', date: '2026-05-05', ...second }));
    return world;
  }

  it('ends when the last one ends', () => {
    const world = withTwo();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-06-15', worker: { employmentId: 'second' } }));
    world.goTo('2026-07-01');
    expect(world.open('offboard')).toEqual([]);
    world.hear(say('terminated', { on: '2026-07-01', date: '2026-07-15' }));
    world.goTo('2026-08-01');
    expect(world.runs.at(-1)).toMatchObject({ kind: 'offboard', actedAt: midnight('2026-07-15') });
  });

  it('moves when the main one ends', () => {
    const world = withTwo();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-06-15' }));
    expect(world.open('move')).toMatchObject([{ effectiveAt: midnight('2026-06-15') }]);
    world.goTo('2026-07-01');
    expect(kinds(world)).toEqual(['onboard', 'move']);
  });
});
