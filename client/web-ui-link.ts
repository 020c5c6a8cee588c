/** What a link into the Temporal Web UI shows. */
export type WebUiPage =
  | { workflowId: string; runId?: string }
  | { scheduleId: string }
  /** The list of runs that match a query of Temporal's list filter. */
  | { query: string };

/**
 * Link into the Temporal Web UI. Ids hold slashes: only encoded ones (`%2F`) lead to a page. Without a run id the page
 * goes on to the latest run.
 */
export function webUiLink(webUiUrl: string, namespace: string, page: WebUiPage): string {
  const base = `${webUiUrl.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}`;
  if ('scheduleId' in page) return `${base}/schedules/${encodeURIComponent(page.scheduleId)}`;
  if ('query' in page) return `${base}/workflows?query=${encodeURIComponent(page.query)}`;
  const run = page.runId === undefined ? '' : `/${encodeURIComponent(page.runId)}`;
  return `${base}/workflows/${encodeURIComponent(page.workflowId)}${run}`;
}
