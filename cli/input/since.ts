import { parseDuration } from '../../domain/duration.js';
import { UsageError } from '../exit.js';

/**
 * Reads a moment in the past: a duration back from now (`24h`, `7d`), a day or a time in the reader's zone
 * (`2026-11-01`, `2026-11-01T08:00`), or an instant with its offset (`2026-11-01T08:00Z`).
 */
export function parseSince(text: string, now: Date): Date {
  const agoMs = parseDuration(text);
  if (agoMs !== undefined) return new Date(now.getTime() - agoMs);
  const form = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(text.trim());
  const [, day, time = '00:00', offset = ''] = form ?? [];
  const instant = new Date(`${day}T${time}${offset}`);
  if (!form || Number.isNaN(instant.getTime())) {
    throw new UsageError(`"${text}" is no moment.`, 'Write --since 24h, 7d, 2026-11-01 or 2026-11-01T08:00Z.');
  }
  if (instant > now) throw new UsageError(`"${text}" lies in the future.`, 'Use a moment in the past.');
  return instant;
}
