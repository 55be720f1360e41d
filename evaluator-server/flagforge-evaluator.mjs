#!/usr/bin/env node
// The committed launcher: npm links a bin only when its file is there, and dist/ is built after `npm ci`.
import { existsSync } from 'node:fs';

const entry = new URL('./dist/main.js', import.meta.url);
if (existsSync(entry)) await import(entry.href);
else {
  process.stderr.write(
    'error  flagforge-evaluator is not built: its dist folder is missing\n' +
      '       in a clone of the repository run: npm ci (or: npm run build)\n' +
      '       otherwise install the package again\n',
  );
  process.exitCode = 3;
}
