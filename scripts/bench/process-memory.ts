import { readFile } from 'node:fs/promises';

/** Resident memory of a process in MB: now, and the highest since it started. Linux only. */
export async function readMemory(pid: number): Promise<{ nowMb: number; peakMb: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return { nowMb: field(status, 'VmRSS'), peakMb: field(status, 'VmHWM') };
}

function field(status: string, name: string): number {
  const match = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status);
  if (!match) throw new Error(`/proc has no ${name}`);
  return Number(match[1]) / 1024;
}
