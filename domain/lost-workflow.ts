/** A workflow that ended without the end of its run. */
export interface LostWorkflow {
  workflowId: string;
  /** In words that follow its name. */
  end: string;
}
