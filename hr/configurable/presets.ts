import { readFileSync } from 'node:fs';

/** Definitions that come with the program. */
export const presetNames = ['deel', 'entra', 'merge', 'rippling', 'successfactors', 'workday'] as const;

export type PresetName = (typeof presetNames)[number];

export function isPresetName(name: string): name is PresetName {
  return (presetNames as readonly string[]).includes(name);
}

/** The text of a preset, ready to be used, or to be copied and changed. */
export function readPreset(name: PresetName): string {
  return readFileSync(new URL(`../presets/${name}.yaml`, import.meta.url), 'utf8');
}
