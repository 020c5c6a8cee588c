import { type Client, type ConnectionLike, ScheduleClient, type WorkflowService } from '@temporalio/client';
import proto from '@temporalio/proto';

const { SCHEDULE_OVERLAP_POLICY_BUFFER_ONE } = proto.temporal.api.enums.v1.ScheduleOverlapPolicy;

/**
 * A client whose new schedules count the run that they start at once as running, like every later one. The SDK starts
 * that run outside of the schedule's own order (ALLOW_ALL): the next run would then start beside it. Making the schedule
 * and asking for the run stay one request, so that none is lost when this process dies between two.
 */
export function withBufferedFirstRun({ connection, options }: Client): ScheduleClient {
  const { namespace, identity, loadedDataConverter: dataConverter } = options;
  const service = connection.workflowService;
  const createSchedule = (request: Parameters<WorkflowService['createSchedule']>[0]) => {
    const { triggerImmediately } = request.initialPatch ?? {};
    if (triggerImmediately) triggerImmediately.overlapPolicy = SCHEDULE_OVERLAP_POLICY_BUFFER_ONE;
    return service.createSchedule(request);
  };
  const buffering = Object.create(service, { createSchedule: { value: createSchedule } }) as WorkflowService;
  const through = Object.create(connection, { workflowService: { value: buffering } }) as ConnectionLike;
  return new ScheduleClient({ connection: through, namespace, identity, dataConverter });
}
