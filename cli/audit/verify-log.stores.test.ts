import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuditedProject, createAuditedProject } from '../testing/audited-project.ts';

const CONFIG = 'environments: { staging: { approvals: 0 }, production: { approvals: 0 } }\nunit: userId\n';

const flag = (production: string): string =>
  `description: A flag\ntype: boolean\nowner: web\nkind: permanent\nenvironments:\n  production: ${production}\n`;

let project: AuditedProject;

beforeAll(async () => {
  project = await createAuditedProject(CONFIG);
  project.commit({ 'flags/a.yaml': flag('{ enabled: true, default: on }'), 'flags/b.yaml': flag('{ enabled: true }') });
  await project.mustRun('publish');
  project.commit({ 'flags/a.yaml': flag('{ enabled: true, default: off }') });
  await project.mustRun('publish');
});
afterAll(() => project.remove());

test('a log that nobody touched is proved', async () => {
  const { code, stdout, stderr } = await project.run(['audit', 'verify']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.replace(/in .*\.$/m, 'in a while.').split('\n')).toEqual([
    `${project.organization}/shop   7 entries, 3 versions, 2 commits`,
    '  chain      whole',
    '  anchors    2 of 2 agree; last entries not yet anchored: 0',
    '  snapshots  3 of 3 equal a fresh compile of their commit',
    '  entries    each equals one change between two snapshots, and the other way round',
    '  keys       each is what its entries say',
    '  database   triggers, policies, grants and owners are those of the migrations',
    'Proved in a while.',
    '',
  ]);
});
