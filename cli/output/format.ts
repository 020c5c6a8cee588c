import { type Command, Option } from 'commander';

export type Format = 'table' | 'json' | 'csv';

export interface FormatOptions {
  json?: boolean;
  csv?: boolean;
}

/** Adds `--json` and `--csv`, which exclude each other. */
export function withFormats(command: Command): Command {
  return command
    .addOption(new Option('--json', 'print JSON').conflicts('csv'))
    .addOption(new Option('--csv', 'print CSV (RFC 4180) with a header').conflicts('json'));
}

export function formatOf({ json, csv }: FormatOptions): Format {
  if (json) return 'json';
  return csv ? 'csv' : 'table';
}
