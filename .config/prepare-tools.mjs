/**
 * Makes sure that what the tests need beyond npm is there, before they run: looks for each tool, installs the missing
 * ones with apt-get where it may (root on Debian or Ubuntu), and otherwise says what to type and exits with 1.
 * A missing tool is never a skipped test.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { debianSystem, findMissing, installCommands, renderAdvice } from './missing-tools.mjs';
import { TOOLS } from './tools.mjs';

const missing = findMissing(TOOLS, process.env.PATH ?? '');
if (missing.length > 0) install(missing);

/** @param {readonly import('./tools.mjs').Tool[]} tools */
function install(tools) {
  const system = debianSystem(readSystem());
  if (system === null || process.getuid?.() !== 0) return stop(renderAdvice(tools, system !== null));
  for (const { name, purpose } of tools) say(`${name} is missing (${purpose})`);
  for (const [command = '', ...words] of installCommands(tools)) {
    say(`${system}, root: ${command} ${words.join(' ')}`);
    const run = spawnSync(command, words, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (run.status !== 0) return stop(renderAdvice(tools, true));
  }
  const left = findMissing(tools, process.env.PATH ?? '');
  if (left.length > 0) stop(renderAdvice(left, true));
}

/** The text that names the operating system, empty where there is none. */
function readSystem() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`test tools: ${line}\n`);
}

/** @param {string} advice */
function stop(advice) {
  process.stderr.write(advice);
  process.exitCode = 1;
}
