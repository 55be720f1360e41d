/** `node sdk/dist/scripts/lint-edge.js sdk`: the lint rule that keeps the engine to the language of the edge. */
import { checkEdgeSources } from './edge-sources.ts';

const found = checkEdgeSources(process.argv[2] ?? 'sdk');
for (const line of found) process.stderr.write(`${line}\n`);
if (found.length > 0) process.exitCode = 1;
