import type { HrAdapter } from './adapter.js';
import { nativeAdapter } from './native/native-adapter.js';

const adapters = [nativeAdapter];

/** How a connection may be spoken to. */
export const adapterNames: readonly string[] = adapters.map(({ name }) => name);

/** The adapter of that name. */
export function findAdapter(name: string): HrAdapter | undefined {
  return adapters.find((adapter) => adapter.name === name);
}
