/** `node sdk/dist/scripts/size.js [--write]`: what the entries of the SDK weigh, and in its README with `--write`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measureBundles } from './bundles.ts';
import { putSizes, renderSizes } from './size-table.ts';

const folder = fileURLToPath(new URL('../..', import.meta.url));
const readme = `${folder}README.md`;
const bundles = await measureBundles(folder);
for (const { name, bytes, budget } of bundles) {
  process.stdout.write(`${bytes > budget ? 'over' : 'ok  '}  ${name.padEnd(22)} ${bytes} of ${budget} B\n`);
  if (bytes > budget) process.exitCode = 1;
}
if (process.argv.includes('--write'))
  writeFileSync(readme, putSizes(readFileSync(readme, 'utf8'), renderSizes(bundles)));
