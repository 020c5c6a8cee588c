/**
 * Three queues, so that a sync can never delay an offboarding: workflows, the small activities that serve
 * people, and bulk reads.
 */
export const taskQueues = {
  workflows: 'steward-workflows',
  people: 'steward-people',
  sync: 'steward-sync',
} as const;
