const units: Record<string, number> = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a duration as people write it: `15m`, `1h`, `1h30m`, `2 d`.
 *
 * @returns milliseconds; undefined when the text is no duration
 */
export function parseDuration(text: string): number | undefined {
  const compact = text.toLowerCase().replaceAll(/\s+/g, '');
  if (!/^(\d{1,6}(s|min|m|h|d))+$/.test(compact)) return undefined;
  let durationMs = 0;
  for (const [, count, unit] of compact.matchAll(/(\d+)(min|[smhd])/g)) {
    durationMs += Number(count) * (units[unit ?? ''] ?? 0);
  }
  return durationMs;
}
