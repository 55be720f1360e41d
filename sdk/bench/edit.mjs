/**
 * Measures how long after an edit of a flag's file a page and a service show it, both built with the packed SDK, beside a
 * real `flagforge dev`. Most of it is the wait for an editor that may not be done, the compiler, and the audited publish.
 *
 * The loop is a test's too, and tests are not built: it is bundled here, next to what it starts.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const EDITS = 31;
const GOAL_MS = 300;

const loop = fileURLToPath(new URL('../testing/edit-loop.ts', import.meta.url));
const file = `${loop.slice(0, -3)}.bench.mjs`;
const bundled = await build({
  ...{ entryPoints: [loop], bundle: true, platform: 'node', format: 'esm', packages: 'external', write: false },
  plugins: [
    {
      // Files are found beside the one that looks for them.
      name: 'own-url',
      setup: ({ onLoad }) =>
        onLoad({ filter: /\.ts$/ }, async ({ path }) => {
          const { readFile } = await import('node:fs/promises');
          const text = await readFile(path, 'utf8');
          return { contents: text.replaceAll('import.meta.url', JSON.stringify(`file://${path}`)), loader: 'ts' };
        }),
    },
  ],
});
writeFileSync(file, bundled.outputFiles[0]?.text ?? '');
let times;
try {
  const { runEditLoop } = await import(file);
  times = await runEditLoop(EDITS);
} finally {
  rmSync(file);
}

const median = (/** @type {readonly number[]} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
console.log('edit: from the edit of a file to what is shown (less is better)');
for (const [name, all] of Object.entries({ 'a page in Chromium': times.page, 'a service': times.service })) {
  const rows = { median: median(all), 'the slowest': Math.max(...all) };
  for (const [what, ms] of Object.entries(rows))
    console.log(`  ${`${name}, ${what}, against ${GOAL_MS} ms`.padEnd(58)} ${(ms / GOAL_MS).toFixed(2)}x   goal 1.00x`);
}
