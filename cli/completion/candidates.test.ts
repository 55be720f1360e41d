import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { CATALOG, GROUPS } from '../command-line/catalog.ts';
import { findCandidates, type ProjectNames } from './candidates.ts';
import { COMPLETION_SCRIPTS } from './scripts.ts';

const names: ProjectNames = {
  flags: async (dir) => (dir === 'flags' ? ['dark-mode', 'search'] : ['other']),
  environments: async () => ['production', 'staging'],
  codes: async () => ['FF1203', 'FF1301'],
};

test.each<[line: string, expected: readonly string[] | 'files' | 'folders']>([
  ['va', ['validate']],
  ['help ex', ['explain']],
  ['--v', ['--version']],
  ['explain d', ['dark-mode']],
  ['explain FF12', ['FF1203']],
  ['evaluate --environment p', ['production']],
  ['evaluate --environment production d', ['dark-mode']],
  ['evaluate dark-mode --con', ['--context', '--contexts']],
  ['evaluate --contexts ', 'files'],
  ['validate --format j', ['json']],
  ['validate --dir ', 'folders'],
  ['test dark-mode s', ['search']],
  ['test --dir x ', ['other']],
  ['test --dir=x ', ['other']],
  ['evaluate --environment=p', ['--environment=production']],
  ['evaluate --environment = p', ['production']],
  ['evaluate --environment =', ['production', 'staging']],
  ['completion z', ['zsh']],
  ['nope x', []],
  ['au', ['audit']],
  ['audit ', ['log', 'verify']],
  ['audit --', ['--help']],
  ['help au', ['audit']],
  ['help audit ', ['log', 'verify']],
  ['help audit log ', []],
  ['help kill ', []],
  ['keys r', ['rotate', 'revoke']],
  ['keys create --kind s', ['server']],
  ['kill d', ['dark-mode']],
  ['publish --environment s', ['staging']],
])('flagforge %s', async (line, expected) => {
  const found = await findCandidates(line.split(' '), CATALOG, names, GROUPS);
  expect(found).toEqual(typeof expected === 'string' ? { shell: expected } : { words: expected });
});

test('the script for bash is bash, and asks flagforge', () => {
  const script = `${COMPLETION_SCRIPTS.bash}
flagforge() { printf '%s\\n' "dark-mode" "dark-menu"; }
COMP_WORDS=(flagforge explain dark-m); COMP_CWORD=2; _flagforge; printf '%s,' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toBe('dark-mode,dark-menu,');
});
