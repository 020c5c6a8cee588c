import type { Delivery } from '../../hr/adapter.js';
import { configurableAdapter } from '../../hr/configurable/configurable-adapter.js';
import { hrSecret, hrSettings } from './hr-delivery.js';

/** What the configurable adapter does with a delivery under a definition. */
export function byDefinition(definition: string, delivery: Delivery, tenant: string | null = null) {
  const settings = hrSettings({ definition, tenant });
  return {
    verified: configurableAdapter.verify(delivery, settings, [hrSecret('s3cret')]),
    parsed: configurableAdapter.parse(delivery, settings),
  };
}
