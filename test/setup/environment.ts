import './end-with-the-run.js';
import './quiet-runtime.js';

/** Tests do not see what the machine is set up for: no Temporal, database or settings but those a test brings. */
for (const name of Object.keys(process.env)) {
  if (/^(TEMPORAL_|STEWARD_|PG[A-Z]|DATABASE_URL$)/.test(name)) delete process.env[name];
}
// Temporal's profile file lies in the user's configuration folder unless this names another; a missing one is empty.
process.env.TEMPORAL_CONFIG_FILE = '/nonexistent/temporal.toml';
