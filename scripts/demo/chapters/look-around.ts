import { findLocalStack } from '../../../cli/stack/stack-file.js';
import { day } from '../calendar.js';
import type { Demo } from '../demo.js';
import { heading, say } from '../narrate.js';
import { joiner, leaver } from '../people.js';

/** Where to look, and what to try. @param shown how a reader names the state folder, if it stays */
export function lookAround({ company, stateDir }: Demo, shown: string | undefined): void {
  heading('Look around');
  const { webUiUrl = '' } = findLocalStack(stateDir) ?? {};
  say(`  runs        ${webUiUrl}/namespaces/default/workflows`);
  say(`  schedules   ${webUiUrl}/namespaces/default/schedules`);
  say(`  a Retool    ${company.url}/_simulator/`);
  if (shown === undefined) return;
  say(`  evidence    ${shown}/evidence.html`);
  say(`\n  export STEWARD_STATE_DIR=${shown} STEWARD_POLICY_FILE=${shown}/steward.policy.yaml`);
  say(`  npx steward person ${joiner.worker}`);
  say(`  npx steward policy explain ${joiner.worker}`);
  say('  npx steward people --orphans');
  say('  npx steward users --inactive 90');
  say(`  npx steward hr send acme-hr --type terminated --worker ${joiner.worker} --last-day ${day(30)}`);
  say(`  npx steward try-now ${leaver.worker} --reason "no need to wait for the second look"`);
  say(`  npx steward restore ${leaver.worker}`);
}
