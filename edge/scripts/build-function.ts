/** `node edge/dist/scripts/build-function.js`: writes the function's text to `edge/dist/function.txt`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleFunction } from './bundle-function.ts';

const file = fileURLToPath(new URL('../function.txt', import.meta.url));
const code = await bundleFunction();
if (!existsSync(file) || readFileSync(file, 'utf8') !== code) writeFileSync(file, code);
