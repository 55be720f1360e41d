/**
 * Runs the benches of all workspaces, or those that are named (`npm run bench http`), one after the other, and prints
 * one table of ratios and goals.
 *
 * A bench is `<workspace>/bench/*.ts` in the list below. It prints a title that ends in `(less is better)` or
 * `(higher is better)`, then one line a ratio: `  name   1.23x   goal 1.50x`. Ratios only: absolute times say more
 * about the machine. Lines with latencies (`P99 1.23 ms`) are repeated below the table. The exit is 0 whatever is missed, because a busy machine must not break a build.
 */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const BENCHES = [
  'sdk/dist/bench/engine.js',
  'sdk/dist/bench/node-client.js',
  'sdk/bench/edit.mjs',
  'cli/dist/bench/compile.js',
  'cli/dist/bench/publish.js',
  'edge/dist/bench/edge.js',
  'evaluator-server/dist/bench/http.js',
  'evaluator-server/dist/bench/streams.js',
  'console/dist/bench/dashboard.js',
];
const ROW = /^\s*(\S.*?)\s+(\d+(?:\.\d+)?)(?:x| by requests)\b.*\bgoal (\d+(?:\.\d+)?)/;

/** @type {{ name: string, ratio: number, goal: number, isMet: boolean, isHigher: boolean }[]} */
const rows = [];
/** @type {string[]} */
const broken = [];

/** @type {string[]} */
const latencies = [];

/** `cli/dist/bench/compile.js` -> `compile` @param {string} bench */
const nameOf = (bench) => basename(bench).replace(/\.m?js$/, '');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHES.some((bench) => nameOf(bench) === name));
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(', ')}; there are ${BENCHES.map(nameOf).join(', ')}`);
  process.exit(2);
}

for (const bench of BENCHES.filter((each) => wanted.length === 0 || wanted.includes(nameOf(each)))) {
  process.stderr.write(`${bench} ...\n`);
  const run = spawnSync(process.execPath, [fileURLToPath(new URL(`../${bench}`, import.meta.url))], {
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    broken.push(`${bench}\n${run.stderr}`);
    continue;
  }
  const isHigher = run.stdout.includes('(higher is better)');
  const before = rows.length;
  for (const line of run.stdout.split('\n')) {
    if (/\bP99 .* ms\b/.test(line)) latencies.push(line);
    const [, name, ratio, goal] = ROW.exec(line) ?? [];
    if (name === undefined) continue;
    const [value, limit] = [Number(ratio), Number(goal)];
    rows.push({ name, ratio: value, goal: limit, isMet: isHigher ? value >= limit : value <= limit, isHigher });
  }
  if (rows.length === before) broken.push(`${bench} printed no ratio\n${run.stdout}`);
}

const width = Math.max(4, ...rows.map(({ name }) => name.length));
console.log(`| ${'what'.padEnd(width)} | ratio   | goal       |        |`);
console.log(`| ${'-'.repeat(width)} | ------: | ---------: | ------ |`);
for (const { name, ratio, goal, isMet, isHigher } of rows) {
  const limit = `${isHigher ? '>=' : '<='} ${goal.toFixed(2)}x`;
  console.log(
    `| ${name.padEnd(width)} | ${`${ratio.toFixed(2)}x`.padStart(7)} | ${limit.padStart(10)} | ${isMet ? 'met   ' : 'MISSED'} |`,
  );
}
console.log(
  `\n${rows.filter(({ isMet }) => isMet).length} of ${rows.length} goals met on Node ${process.versions.node}`,
);
if (latencies.length > 0) console.log(`\n${latencies.join('\n')}`);
for (const message of broken) console.error(`\nbroken: ${message}`);
if (broken.length > 0) process.exitCode = 1;
