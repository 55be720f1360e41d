/**
 * Builds the console's pages into `console/dist/web`, unless what they are made of is what it was the last time.
 *
 *   node .config/build-console.mjs [--force]
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'console/dist/web/built-from');
/** Workspaces that the pages are bundled from; tests and builds are no part of them. */
const SOURCES = ['console/web', 'console/api', 'cli', 'sdk'];

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return ['node_modules', 'dist', 'fixtures', 'testing'].includes(entry.name) ? [] : filesIn(path);
    return (/\.(?:tsx?|css|html|svg)$/.test(entry.name) && !entry.name.includes('.test.')) ||
      entry.name === 'package.json'
      ? [path]
      : [];
  });
}

function digest() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const path of SOURCES.flatMap((folder) => filesIn(join(root, folder))).sort())
    hash.update(`\0${relative(root, path)}\0`).update(readFileSync(path));
  return hash.digest('hex');
}

const now = digest();
if (process.argv.includes('--force') || !existsSync(built) || readFileSync(built, 'utf8') !== now) {
  // A test run sets it to something else, and half of a build would believe that.
  process.env.NODE_ENV = 'production';
  const { createBuilder } = await import('vite');
  const builder = await createBuilder({
    mode: 'production',
    configFile: join(root, 'console/web/vite.config.ts'),
    logLevel: process.argv.includes('--verbose') ? 'info' : 'warn',
  });
  await builder.buildApp();
  mkdirSync(dirname(built), { recursive: true });
  writeFileSync(built, now);
}
