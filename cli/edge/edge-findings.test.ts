import { afterEach, expect, test } from 'vitest';
import { runHere } from '../testing/fake-terminal.ts';
import { createWorkspace, SMALL_PROJECT, type Workspace } from '../testing/run-flagforge.ts';

const HEAD = 'description: A flag\nowner: team\nkind: permanent\nclient: true\n';
const SMALL = 'type: boolean\nenvironments: { production: { enabled: true, targets: { on: [u-1] }, default: off } }\n';
const LISTED = `type: boolean
environments:
  production:
    enabled: true
    rules: [{ name: listed, if: 'segment "LIST"', serve: on }]
    default: off
`;

let open: Workspace[] = [];
afterEach(() => {
  for (const workspace of open) workspace.remove();
  open = [];
});

/** @param lists units of segments, each with a flag that asks for it. */
async function validate(flags: Readonly<Record<string, string>>, lists: readonly (readonly string[])[] = []) {
  const files = Object.entries(flags).map(([key, text]) => [`flags/${key}.yaml`, HEAD + text]);
  const segments = lists.flatMap((units, i) => [
    [`flags/segments/list-${i}.yaml`, `description: A list\nincludeFile: list-${i}.txt\n`],
    [`flags/segments/list-${i}.txt`, `${units.join('\n')}\n`],
    [`flags/listed-${i}.yaml`, `${HEAD}${LISTED.replace('LIST', `list-${i}`)}`],
  ]);
  const workspace = createWorkspace({
    'flags/flagforge.yaml': SMALL_PROJECT['flags/flagforge.yaml'] ?? '',
    ...Object.fromEntries([...files, ...segments]),
  });
  open.push(workspace);
  const words = ['validate', '--dir', 'flags', '--json'];
  const plain = await runHere(workspace.root, words);
  const edge = await runHere(workspace.root, [...words, '--edge']);
  const found = JSON.parse(edge.stdout).diagnostics as { code: string; file: string; line: number; message: string }[];
  return { plain, edge, found };
}

/** Some 900 kB of units. */
const longList = (name: number): string[] => Array.from({ length: 10_000 }, (_, i) => `${name}-${i}-${'x'.repeat(80)}`);

test('a project that fits the edge is clean', async () => {
  const { edge, found } = await validate({ small: SMALL });
  expect([edge.code, found]).toEqual([0, []]);
});

test('a flag that the origin has to answer is a warning at its client', async () => {
  const value = JSON.stringify('x'.repeat(3_000));
  const large = `type: string\nvariants: { a: ${value}, b: none }\noff: b\nenvironments: { production: { enabled: true, default: a } }\n`;
  const { plain, edge, found } = await validate({ large });
  expect([plain.code, edge.code]).toEqual([0, 0]);
  const message = expect.stringContaining('too long for a value');
  expect(found).toMatchObject([{ code: 'FF3187', file: 'large.yaml', line: 4, message }]);
});

test('a project that does not fit is refused, and names the largest flags; nearly full is a warning', async () => {
  const full = await validate({ small: SMALL }, [1, 2, 3].map(longList));
  expect([full.plain.code, full.edge.code]).toEqual([0, 1]);
  const message = expect.stringMatching(/largest flags: listed-\d \(9\d\d kB\), listed-/);
  expect(full.found).toMatchObject([{ code: 'FF3184', file: 'flagforge.yaml', message }]);
  const nearly = await validate({}, [longList(1), longList(2), longList(3).slice(0, 4_000)]);
  expect(nearly.edge.code).toBe(0);
  expect(nearly.found).toMatchObject([{ code: 'FF3186', message: expect.stringMatching(/\([89]\d %\)/) }]);
});
