/** A number as people read it: 100,000. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-GB');
}

/** A number with its noun: 1 user, 41 users. */
export function formatCounted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** A share in whole percent; anything above nothing is at least "1 %". */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  return `${part > 0 ? Math.max(1, Math.round(percent)) : 0} %`;
}
