import { describe, expect, test } from 'vitest';
import { editYaml, replaceRules, setEnvironment, setKilled, setRollout, type YamlEdit } from './index.ts';

const edited = (text: string, ...edits: readonly YamlEdit[]): string => {
  const result = editYaml(text, edits);
  return result.kind === 'edited' ? result.text : JSON.stringify(result.problem);
};

const FLAG = `# the flag
type: boolean
owner: me   # for now

environments:
  staging: { enabled: true, default: on }
  production:
    enabled: false
    targets: { on: [u-1] } # the monitor
    rules:
      # staff first
      - name: staff
        if: email ends_with "@x.y"
        serve: on
      - name: canary
        if: a == "b"
        rollout: { on: 10, off: 90 } # slowly
    default: off
`;

const PRODUCTION = ['environments', 'production'] as const;

describe('set', () => {
  test('keeps a rollout on its line, with its comment', () => {
    const path = [...PRODUCTION, 'rules', 1, 'rollout'];
    expect(edited(FLAG, { kind: 'set', path, value: { on: 25, off: 75 } })).toBe(
      FLAG.replace('{ on: 10, off: 90 }', '{ on: 25, off: 75 }'),
    );
  });

  test('creates what is missing on the way, each key at its usual place', () => {
    expect(edited(FLAG, { kind: 'set', path: ['killed'], value: true })).toBe(
      FLAG.replace('for now\n', 'for now\nkilled: true\n'),
    );
    expect(edited('type: boolean\n', { kind: 'set', path: ['environments', 'a', 'rules'], value: [] })).toBe(
      'type: boolean\nenvironments:\n  a:\n    rules: []\n',
    );
  });

  test('writes what another reader would take for something else in quotes, but for variants', () => {
    expect(edited(FLAG, { kind: 'set', path: ['owner'], value: 'yes' })).toContain('owner: "yes"   # for now\n');
    expect(edited(FLAG, { kind: 'set', path: ['off'], value: 'off' })).toContain('off: off\n');
    expect(edited('off: "off"\n', { kind: 'set', path: ['off'], value: 'on' })).toBe('off: "on"\n');
    expect(edited('environments:\n  a: { default: "off" }\n', { kind: 'set', path: ['off'], value: 'on' })).toContain(
      'off: "on"\n',
    );
  });

  test('keeps quotes, numbers of any length, and line ends', () => {
    const text = "a: 'x'\r\nb: 12345678901234567890\r\n";
    expect(edited(text, { kind: 'set', path: ['a'], value: "it's" })).toBe("a: 'it''s'\r\nb: 12345678901234567890\r\n");
  });

  test('of a map or a list that is there touches only what differs in it', () => {
    const value = [
      { name: 'canary', if: 'a == "b"', rollout: { on: 20, off: 80 } },
      { name: 'staff', if: 'email ends_with "@x.y"', serve: 'on' },
    ];
    expect(edited(FLAG, { kind: 'set', path: [...PRODUCTION, 'rules'], value })).toBe(`# the flag
type: boolean
owner: me   # for now

environments:
  staging: { enabled: true, default: on }
  production:
    enabled: false
    targets: { on: [u-1] } # the monitor
    rules:
      - name: canary
        if: a == "b"
        rollout: { on: 20, off: 80 } # slowly
      # staff first
      - name: staff
        if: email ends_with "@x.y"
        serve: on
    default: off
`);
  });

  test('of what it says already changes nothing', () => {
    expect(edited(FLAG, { kind: 'set', path: ['type'], value: 'boolean' })).toBe(FLAG);
    expect(edited(FLAG, { kind: 'set', path: [...PRODUCTION, 'targets', 'on'], value: ['u-1'] })).toBe(FLAG);
  });

  test('puts the variants into the order that is asked for: it decides buckets', () => {
    const text = 'variants:\n  a: 1\n  # best\n  b: 2\n';
    expect(edited(text, { kind: 'set', path: ['variants'], value: { b: 2, a: 1 } })).toBe(
      'variants:\n  # best\n  b: 2\n  a: 1\n',
    );
  });
});

describe('insert, move and remove', () => {
  test('an item looks like its neighbours', () => {
    const rule = { name: 'vip', if: 'x', serve: 'on' };
    expect(edited(FLAG, { kind: 'insert', path: [...PRODUCTION, 'rules'], index: 1, value: rule })).toContain(
      '        serve: on\n      - name: vip\n        if: x\n        serve: on\n      - name: canary\n',
    );
    const flow = 'environments:\n  a:\n    rules:\n      - { if: a, serve: on }\n';
    expect(edited(flow, { kind: 'insert', path: ['environments', 'a', 'rules'], index: 1, value: rule })).toBe(
      `${flow}      - { name: vip, if: x, serve: on }\n`,
    );
  });

  test('an environment on one line gets lines of its own for rules', () => {
    const path = ['environments', 'staging', 'rules'];
    expect(edited(FLAG, { kind: 'insert', path, index: 0, value: { if: 'x', serve: 'on' } })).toContain(
      '  staging:\n    enabled: true\n    rules:\n      - if: x\n        serve: on\n    default: on\n  production:\n',
    );
  });

  test('a list on one line stays on it, an empty one becomes what its place usually is', () => {
    expect(edited(FLAG, { kind: 'insert', path: [...PRODUCTION, 'targets', 'on'], index: 1, value: '007' })).toContain(
      'targets: { on: [u-1, "007"] } # the monitor\n',
    );
    const empty = 'environments:\n  a:\n    rules: [] # none\n    default: off\n';
    expect(edited(empty, { kind: 'insert', path: ['environments', 'a', 'rules'], index: 0, value: { if: 'x' } })).toBe(
      'environments:\n  a:\n    rules: # none\n      - if: x\n    default: off\n',
    );
  });

  test('a rule moves with the comments that are its own', () => {
    expect(edited(FLAG, { kind: 'move', path: [...PRODUCTION, 'rules', 0], index: 1 })).toContain(
      '    rules:\n      - name: canary\n        if: a == "b"\n        rollout: { on: 10, off: 90 } # slowly\n      # staff first\n      - name: staff\n',
    );
  });

  test('a text that keeps its line ends comes last in a file whose last line has none: it gets one', () => {
    expect(edited('list:\n - >+\n   kept\n\n - last', { kind: 'move', path: ['list', 1], index: 0 })).toBe(
      'list:\n - last\n - >+\n   kept\n\n',
    );
  });

  test('the last rule takes `rules` with it; what means something when it is empty stays', () => {
    const path = [...PRODUCTION, 'rules', 0];
    const text = edited(FLAG, { kind: 'remove', path }, { kind: 'remove', path });
    expect(text).toContain('targets: { on: [u-1] } # the monitor\n    default: off\n');
    const step = 'environments:\n  a:\n    schedule:\n      - at: "2026-01-01"\n        rules:\n          - if: x\n';
    expect(edited(step, { kind: 'remove', path: ['environments', 'a', 'schedule', 0, 'rules', 0] })).toContain(
      '        rules: []\n',
    );
  });
});

describe('what cannot be done is refused, with nothing changed', () => {
  test.each<[string, string, YamlEdit, string]>([
    ['YAML errors', 'a: [\n', { kind: 'set', path: ['b'], value: 1 }, 'FF4200'],
    ['anchors', 'a: &x 1\nb: *x\n', { kind: 'set', path: ['b'], value: 1 }, 'FF4200'],
    ['a key twice', 'a: 1\na: 2\n', { kind: 'set', path: ['b'], value: 1 }, 'FF4200'],
    ['an item that is not there', 'a: [1]\n', { kind: 'remove', path: ['a', 3] }, 'FF4201'],
    ['a key below a text', 'a: x\n', { kind: 'set', path: ['a', 'b'], value: 1 }, 'FF4201'],
    ['a place behind the end', 'a: [1]\n', { kind: 'insert', path: ['a'], index: 5, value: 1 }, 'FF4201'],
    ['no number', 'a: 1\n', { kind: 'set', path: ['a'], value: Number.NaN }, 'FF4203'],
  ])('%s', (_, text, edit, code) => {
    expect(editYaml(text, [edit])).toMatchObject({ kind: 'refused', problem: { code } });
  });
});

describe('in the words of flags', () => {
  const textOf = (result: ReturnType<typeof setRollout>): string =>
    result.kind === 'edited' ? result.text : result.problem.code;

  test('a percentage becomes the default, in the form that is there', () => {
    expect(textOf(setRollout(FLAG, 'production', 12.5))).toContain('default: { rollout: { on: 12.5, off: 87.5 } }\n');
    const short = 'type: boolean\nenvironments:\n  a:\n    default: { rollout: 10%, unit: accountId } # c\n';
    expect(textOf(setRollout(short, 'a', 25))).toBe(short.replace('10%', '25%'));
    expect(textOf(setRollout(FLAG, 'new', 0.001))).toContain(
      '  new:\n    default: { rollout: { on: 0.001, off: 99.999 } }\n',
    );
  });

  test('what is no percentage of a boolean flag is refused', () => {
    for (const percent of [-1, 100.001, 0.0001, Number.NaN, Number.POSITIVE_INFINITY])
      expect(textOf(setRollout(FLAG, 'production', percent))).toBe('FF4205');
    expect(textOf(setRollout('type: string\n', 'production', 5))).toBe('FF4204');
  });

  test('no rules take `rules` out, and a kill that ends takes `killed` out', () => {
    expect(textOf(replaceRules(FLAG, 'production', []))).not.toContain('rules');
    expect(textOf(setKilled(textOf(setKilled(FLAG, true)), false))).toBe(FLAG);
  });

  test('an environment is replaced by what differs, or goes', () => {
    expect(textOf(setEnvironment(FLAG, 'staging', { enabled: false, default: 'on' }))).toBe(
      FLAG.replace('{ enabled: true, default: on }', '{ enabled: false, default: on }'),
    );
    expect(textOf(setEnvironment(FLAG, 'staging', null))).not.toContain('staging');
  });
});
