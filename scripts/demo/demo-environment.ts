/** Where nothing is: Temporal's profile file of the user is not read. */
const noProfile = '/nonexistent/temporal.toml';

/**
 * The environment without what points to servers and settings of the user. What is left reaches the network as the user
 * does (proxies, certificates, settings of pip), and knows where downloads are kept.
 */
export function demoEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(TEMPORAL_|STEWARD_|PG[A-Z]|DATABASE_URL$)/.test(name) || isAboutDownloads(name),
  );
  return { ...(Object.fromEntries(kept) as Record<string, string>), TEMPORAL_CONFIG_FILE: noProfile };
}

function isAboutDownloads(name: string): boolean {
  return name === 'STEWARD_CACHE_DIR' || name === 'STEWARD_TEMPORAL_CLI';
}
