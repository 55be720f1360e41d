#!/usr/bin/env node
// The committed launcher: npm links a bin only when its file is there, and dist/ is built after `npm ci`.
// It must parse on any Node that knows ES modules, so that an old one gets a sentence instead of a syntax error.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const NODE_MAJOR = 20;
const NODE_MINOR = 19;

const [major, minor] = process.versions.node.split('.').map(Number);
const entry = new URL('./dist/bin.js', import.meta.url);

if (major < NODE_MAJOR || (major === NODE_MAJOR && minor < NODE_MINOR)) {
  process.stderr.write(
    `error  flagforge needs Node ${NODE_MAJOR}.${NODE_MINOR} or newer, this is Node ${process.versions.node}\n` +
      '       install a current one from https://nodejs.org, then try again\n',
  );
  process.exitCode = 3;
} else if (!existsSync(entry)) {
  process.stderr.write(
    'error  flagforge is not built: its dist folder is missing\n' +
      '       in a clone of the repository run: npm ci (or: npm run build)\n' +
      '       otherwise install the package again\n',
  );
  process.exitCode = 3;
} else {
  // Node 22 and newer keep compiled code between runs: a third off the start of every command.
  if (typeof nodeModule.enableCompileCache === 'function') nodeModule.enableCompileCache();
  await import(entry.href);
}
