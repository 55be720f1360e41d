import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compileProject } from '../compile/index.ts';
import { loadProject } from '../project.ts';
import { chooseWorthTrying, renderCurl } from './worth-trying.ts';

test.each([Date.UTC(2026, 0, 1), Date.UTC(2026, 10, 23), Date.UTC(2030, 0, 1)])(
  'at %d the example shows a flag that a rule turns on',
  async (now) => {
    const { files } = await loadProject(fileURLToPath(new URL('../../flags', import.meta.url)));
    const { snapshots, project } = compileProject(files, { now });
    expect(chooseWorthTrying(snapshots, now, project?.config.attributes ?? [])?.result).toMatchObject({
      value: true,
      variant: 'on',
      reason: 'rule_match',
    });
  },
);

test('the first impression is a flag that clients may see, of one plain comparison, for somebody who has a name', () => {
  const flag = (client: boolean, condition: string): string =>
    `description: x\ntype: boolean\nowner: me\nkind: permanent\nclient: ${client}\nenvironments:\n  production:\n    enabled: true\n    rules:\n      - { name: first, if: '${condition}', serve: on }\n    default: off\n`;
  const config =
    'version: 1\norganization: acme\nproject: shop\nenvironments: { production: {} }\nunit: userId\nattributes: { userId: string, plan: string, region: { type: string, enum: [us-east-1, eu-west-1] } }\n';
  const files = [
    { path: 'a-hidden.yaml', text: flag(false, 'region starts_with "us-"') },
    { path: 'b-odd.yaml', text: flag(true, 'lower(plan) == "x"') },
    { path: 'c-free.yaml', text: flag(true, 'plan == "x"') },
    { path: 'd-best.yaml', text: flag(true, 'region starts_with "us-"') },
    { path: 'flagforge.yaml', text: config },
  ];
  const { snapshots, project } = compileProject(files, { now: 0 });
  expect(chooseWorthTrying(snapshots, 0, project?.config.attributes ?? [])).toMatchObject({
    flagKey: 'd-best',
    context: { userId: 'u-1', region: 'us-east-1' },
  });
});

test('a project without flags has nothing to try', () => {
  const text = 'version: 1\norganization: acme\nproject: shop\nenvironments: { production: {} }\n';
  const { snapshots } = compileProject([{ path: 'flagforge.yaml', text }], { now: 0 });
  expect(snapshots.size).toBe(1);
  expect(chooseWorthTrying(snapshots, 0)).toBeNull();
});

test('the curl line gives its body unharmed whatever the context holds', () => {
  const context = { name: `O'Brien "$HOME" \`x\` \\` };
  const result = { flagKey: 'a', reason: 'error', errorCode: 'general' } as const;
  const line = renderCurl('http://127.0.0.1:1', 'ff_server_x', {
    environment: 'production',
    flagKey: 'a',
    context,
    result,
  });
  const { stdout } = spawnSync('sh', ['-c', line.replace(/^curl/, "printf '%s\\n'")], { encoding: 'utf8' });
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toEqual({ flagKey: 'a', context });
});
