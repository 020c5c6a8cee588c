// Lets plain Node run the sources in a process of its own, without a build:
// node --import ./test/setup/typescript-loader.mjs FILE.ts
// With "?cache=FOLDER" behind its URL it keeps there what it has translated: most of a start's time goes into that.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { register } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

// Node runs the hooks below in a thread of their own, with this file as their module.
if (isMainThread) register(import.meta.url);

const cache = new URL(import.meta.url).searchParams.get('cache');

const isOurs = (url) => url?.startsWith('file:') && !url.includes('/node_modules/');

export async function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && specifier.endsWith('.js') && isOurs(context.parentURL)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true };
  }
  return await next(specifier, context);
}

export async function load(url, context, next) {
  if (!isOurs(url) || !url.endsWith('.ts')) return await next(url, context);
  const text = await readFile(fileURLToPath(url), 'utf8');
  const kept = cache && join(cache, `${createHash('sha256').update(`${url}\n${text}`).digest('hex')}.js`);
  const source = kept && existsSync(kept) ? await readFile(kept, 'utf8') : await translate(url, text, kept);
  return { format: 'module', source, shortCircuit: true };
}

async function translate(url, text, kept) {
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
    fileName: fileURLToPath(url),
  });
  if (kept) {
    // Others may read it meanwhile: it appears at once and whole.
    await writeFile(`${kept}.${process.pid}`, outputText);
    await rename(`${kept}.${process.pid}`, kept);
  }
  return outputText;
}
