import { triggerReconcile } from '../../client/schedules.js';
import type { CliContext } from '../context.js';

/**
 * Asks for the schedules to be made to match the accounts. The accounts are saved already, so a Temporal that went
 * away meanwhile is no failure: the hourly run catches up.
 */
export async function tellSchedules(context: CliContext): Promise<void> {
  const { client } = await context.temporal();
  await triggerReconcile(client).catch(() => {
    context.terminal.say('Temporal did not take the news now. The schedules follow within the hour.');
  });
}
