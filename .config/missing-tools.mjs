import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {import('./tools.mjs').Tool} Tool */

/**
 * The folders that a row's pattern means: with a `*` it is one folder a version, the highest first.
 * @param {string} pattern with at most one `*`, standing for a whole name
 * @returns {string[]}
 */
function expandFolder(pattern) {
  const [before, after] = pattern.split('*');
  if (before === undefined || after === undefined) return [pattern];
  try {
    const names = readdirSync(before).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return names.map((name) => join(before, name, after));
  } catch {
    return [];
  }
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The tools of which a command is not there.
 * @param {readonly Tool[]} tools
 * @param {string} path as in the environment variable PATH
 * @returns {Tool[]}
 */
export function findMissing(tools, path) {
  const usual = path.split(delimiter).filter((folder) => folder !== '');
  return tools.filter(({ commands, folders }) => {
    const places = [...usual, ...folders.flatMap(expandFolder)];
    return !commands.every((command) => places.some((folder) => isProgram(join(folder, command))));
  });
}

/**
 * The name of the system when apt-get is its installer, or null.
 * @param {string} release the text of /etc/os-release
 */
export function debianSystem(release) {
  /** @param {string} key */
  const field = (key) => new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(release)?.[1] ?? '';
  const kinds = [field('ID'), ...field('ID_LIKE').split(' ')];
  return kinds.includes('debian') || kinds.includes('ubuntu') ? field('NAME') || field('ID') : null;
}

/**
 * What installs the tools on Debian and Ubuntu, one command line each.
 * @param {readonly Tool[]} tools
 * @returns {string[][]}
 */
export function installCommands(tools) {
  const packages = [...new Set(tools.flatMap((tool) => tool.packages))].sort();
  return [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', ...packages],
  ];
}

/** Runs all tests on a machine that has Docker and not what they need; the clone itself is not touched. */
const IN_A_CONTAINER =
  'docker run --rm -v "$PWD":/clone:ro node:20-bookworm sh -c "git clone -q /clone /flagforge && cd /flagforge && npm ci && npm test"';

/**
 * What to type where nothing may be installed for the user.
 * @param {readonly Tool[]} tools
 * @param {boolean} isDebian
 */
export function renderAdvice(tools, isDebian) {
  const needs = tools.map(({ name, purpose }) => `  ${name}: ${purpose}\n`).join('');
  const commands = installCommands(tools).map((words) => `sudo ${words.join(' ')}`);
  const advice = isDebian ? commands.join(' && ') : IN_A_CONTAINER;
  return `error  tests need what is not on this machine\n${needs}\nType:\n  ${advice}\nor run the tests that need nothing:\n  npm run test:unit\n`;
}
