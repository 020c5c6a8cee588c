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

/** How long something took or takes: 0.8 s, 42 s, 3 min 20 s, 2 h 5 min, 3 d. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 9_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ];
  let rest = Math.round(durationMs / 1000);
  const parts: string[] = [];
  for (const [unit, seconds] of units) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(' ');
}
