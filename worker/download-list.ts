/** Larger ones are no list of people. */
const mostBytes = 100 * 1024 * 1024;

const timeoutMs = 5 * 60_000;

/** A list could not be fetched whole. The message names no address: it may hold a secret. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

/**
 * Fetches a text over HTTPS; over plain HTTP from this machine alone. What does not come whole is nothing.
 *
 * @throws DownloadError
 */
export async function downloadList(url: string, signal: AbortSignal): Promise<string> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, { signal: within, redirect: 'error' });
    if (response.status !== 200 || !response.body) throw new DownloadError(`It answered with ${response.status}.`);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body) {
      size += part.byteLength;
      if (size > mostBytes) throw new DownloadError('It is larger than 100 MiB.');
      parts.push(part);
    }
    const announced = response.headers.get('content-length');
    const isPlain = response.headers.get('content-encoding') === null;
    if (isPlain && announced !== null && Number(announced) !== size) throw new DownloadError('It ended early.');
    return new TextDecoder('utf-8').decode(Buffer.concat(parts));
  } catch (error) {
    if (error instanceof DownloadError || signal.aborted) throw error;
    throw new DownloadError(
      error instanceof Error ? `It could not be fetched (${error.name}).` : 'It could not be fetched.',
    );
  }
}
