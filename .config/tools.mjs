/**
 * What some tests need beyond npm. A test file says so by its name: `x.njs.test.ts` needs njs and runs in the
 * vitest project `njs`; a file that names no tool belongs to the project `unit` and needs nothing.
 *
 * A later tool is one more row here, and nothing else.
 *
 * @typedef {object} Tool
 * @property {string} name in test file names, and the name of the vitest project
 * @property {string} purpose why the tests want it, for whoever is asked to install it
 * @property {readonly string[]} commands programs that must answer; looked for on PATH, then in `folders`
 * @property {readonly string[]} folders absolute folders to look in beside PATH; a trailing `*` takes any version
 * @property {readonly string[]} packages what apt-get installs on Debian and Ubuntu
 */

/** @type {readonly Tool[]} */
export const TOOLS = [
  {
    name: 'njs',
    purpose: 'the engine must answer the same in the JavaScript of the edge',
    commands: ['njs'],
    folders: [],
    packages: ['njs'],
  },
  {
    name: 'stores',
    purpose: 'publishing, the audit log and keys are tested on a real Postgres and a real Redis',
    commands: ['postgres', 'initdb', 'redis-server'],
    folders: ['/usr/lib/postgresql/*/bin'],
    packages: ['postgresql', 'redis-server'],
  },
  {
    name: 'browser',
    purpose: 'streams must reach a real browser over HTTP/3, through the proxy that the README shows',
    commands: ['caddy', 'chromium'],
    folders: [],
    packages: ['caddy', 'chromium'],
  },
];
