import type { ScheduleKeeper, SeenSchedule, WantedSchedule } from '../../domain/schedules.js';

/** Temporal's schedules in memory, with what was done to them. */
export class FakeScheduleKeeper implements ScheduleKeeper {
  readonly schedules = new Map<string, SeenSchedule>();
  readonly done: string[] = [];

  constructor(schedules: SeenSchedule[] = []) {
    for (const schedule of schedules) this.schedules.set(schedule.scheduleId, schedule);
  }

  async list(): Promise<SeenSchedule[]> {
    return [...this.schedules.values()];
  }

  async create({ scheduleId, hash, paused }: WantedSchedule, { triggerNow }: { triggerNow: boolean }): Promise<void> {
    this.done.push(`create ${scheduleId}${triggerNow ? ' and run it' : ''}`);
    this.schedules.set(scheduleId, { scheduleId, hash, paused, createdAt: new Date(), skippedOverlap: 0 });
  }

  async update({ scheduleId, hash }: WantedSchedule): Promise<void> {
    this.done.push(`update ${scheduleId}`);
    const known = this.schedules.get(scheduleId);
    if (known) this.schedules.set(scheduleId, { ...known, hash });
  }

  async remove(scheduleId: string): Promise<void> {
    this.done.push(`remove ${scheduleId}`);
    this.schedules.delete(scheduleId);
  }
}
