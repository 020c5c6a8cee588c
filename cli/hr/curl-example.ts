import { signRequest, type SenderScheme } from '../../hr/sign-request.js';
import { createTrialMessage } from './trial-message.js';

/**
 * A command that sends a trial, signed, to be pasted into a shell. A signature with a time is good for five minutes.
 *
 * @returns undefined where no trial can be made
 */
export function createCurlExample(scheme: SenderScheme, url: string, secret: string, now: Date): string | undefined {
  const body = createTrialMessage(scheme.adapter, now);
  if (body === undefined) return undefined;
  const signed = signRequest(scheme, { id: `trial-${now.getTime()}`, sentAt: now, body }, secret);
  const headers = { 'content-type': 'application/json', ...signed };
  const lines = [
    `curl -i ${quote(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    `-d ${quote(body)}`,
  ];
  return lines.join(' \\\n  ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
