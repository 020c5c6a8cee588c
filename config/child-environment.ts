const passedOn = /^(path|home|tmpdir|temp|tmp|systemroot|windir|userprofile|appdata|localappdata)$/i;

/**
 * The environment of the servers we start: what an executable needs to run, and nothing else. They must not see our
 * keys and tokens, nor be told by `TEMPORAL_*` or `PG*` variables to behave in another way.
 */
export function childEnvironment(): Record<string, string> {
  const kept: Record<string, string> = { LC_ALL: 'C', TZ: 'UTC' };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && passedOn.test(name)) kept[name] = value;
  }
  return kept;
}
