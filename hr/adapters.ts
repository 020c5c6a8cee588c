import type { HrAdapter } from './adapter.js';
import { configurableAdapter } from './configurable/configurable-adapter.js';
import { nativeAdapter } from './native/native-adapter.js';
import { oktaAdapter } from './okta/okta-adapter.js';

const adapters: HrAdapter[] = [nativeAdapter, oktaAdapter, configurableAdapter];

/** How a connection may be spoken to. */
export const adapterNames: readonly string[] = adapters.map(({ name }) => name);

/** The adapter of that name. */
export function findAdapter(name: string): HrAdapter | undefined {
  return adapters.find((adapter) => adapter.name === name);
}
