/** A value as indented JSON with a line end; instants as ISO 8601 in UTC. */
export function renderJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
