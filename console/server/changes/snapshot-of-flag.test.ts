import { createEvaluator } from '@flagforge/sdk/engine';
import { nodeSha256 } from 'flagforge';
import { compileProject } from 'flagforge/compile';
import { expect, test } from 'vitest';
import { snapshotOfFlag } from './snapshot-of-flag.ts';

const rule = (condition: string): string => `rules: [{ if: '${condition}', serve: on }]`;
const FILES = {
  'flagforge.yaml': `version: 1
organization: acme
project: shop
environments: { production: {} }
groups:
  pages: { unit: id, slots: [{ flag: base, percent: 50 }, { flag: rival, percent: 50 }] }
  others: { unit: id, slots: [{ flag: alone, percent: 50 }] }
`,
  'top.yaml': `type: boolean\nrequires: [{ flag: base, variant: on }]\nenvironments:\n  production: { enabled: true, ${rule('segment "staff"')}, schedule: [{ at: "2030-01-01T00:00:00Z", ${rule('segment "later"')} }] }\n`,
  'base.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, ${rule('not (segment "testers")')} }\n`,
  'rival.yaml': 'type: boolean\nenvironments:\n  production: { enabled: true, default: on }\n',
  'alone.yaml': `type: boolean\nenvironments:\n  production: { enabled: true, ${rule('segment "unused"')} }\n`,
  'segments/staff.yaml': 'if: segment "people" and age > 3\n',
  'segments/people.yaml': 'if: id is present\n',
  'segments/testers.yaml': 'if: id == "t"\n',
  'segments/later.yaml': 'if: id == "l"\n',
  'segments/unused.yaml': 'if: id == "u"\n',
};

const { snapshots } = compileProject(
  Object.entries(FILES).map(([path, text]) => ({ path, text })),
  { now: 0, sha256: nodeSha256, compiler: 'test' },
);

test('a flag comes with all that decides it, and with nothing else', () => {
  const whole = snapshots.get('production');
  if (whole === undefined) throw new Error('the project does not compile');
  const overlays = ['alone', 'base'].map((flag) => ({ kind: 'kill', flag }) as const);
  const part = snapshotOfFlag({ ...whole, overlays }, 'top');
  expect(part?.flags.map(({ key }) => key)).toEqual(['base', 'top']);
  expect(part?.segments.map(({ name }) => name)).toEqual(['later', 'people', 'staff', 'testers']);
  expect(part?.groups.map(({ name }) => name)).toEqual(['pages']);
  expect(part?.overlays).toEqual([{ kind: 'kill', flag: 'base' }]);
  expect(snapshotOfFlag(whole, 'gone')).toBeNull();
});

test('it answers as the whole does', () => {
  const whole = snapshots.get('production');
  const part = whole === undefined ? null : snapshotOfFlag(whole, 'top');
  if (whole === undefined || part === null) throw new Error('the project does not compile');
  const [all, own] = [createEvaluator(whole), createEvaluator(part)];
  for (let unit = 0; unit < 200; unit += 1) {
    const context = { id: `u${unit}`, age: unit % 7 };
    expect(own.evaluate('top', context, 0)).toEqual(all.evaluate('top', context, 0));
  }
});
