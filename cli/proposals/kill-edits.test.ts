import { describe, expect, test } from 'vitest';
import { killEverywhere, killInEnvironments } from './kill-edits.ts';

const FLAG = `type: boolean
environments:
  staging: { enabled: true, default: on }
  production:
    enabled: false
    default: on
    schedule:
      # the launch
      - { at: "2026-09-14T07:00:00Z", enabled: true }
      - { at: "2026-09-28T07:00:00Z", enabled: true, default: { rollout: 5% } } # slowly
      - { at: "2026-10-12T07:00:00Z", default: on }
`;

const textOf = (edits: ReturnType<typeof killEverywhere>): string =>
  edits.kind === 'edited' ? edits.text : edits.problem.code;

describe('git is to say what a kill did', () => {
  test('everywhere: by the kill switch of the flag', () => {
    expect(textOf(killEverywhere(FLAG))).toBe(FLAG.replace('boolean\n', 'boolean\nkilled: true\n'));
    expect(killEverywhere('killed: true\n')).toEqual({ kind: 'edited', text: 'killed: true\n', lines: [] });
  });

  test('in one environment: disabled there, and no step of its schedule turns it on again', () => {
    expect(killInEnvironments(FLAG, ['staging', 'canary'])).toEqual({
      kind: 'edited',
      text: FLAG.replace('staging: { enabled: true,', 'staging: { enabled: false,'),
      lines: ['`staging`: `enabled: false`'],
    });
    const production = killInEnvironments(FLAG, ['production']);
    expect(textOf(production)).toBe(
      FLAG.replace(/ {6}# the launch\n.*\n/, '').replace(', enabled: true, default: { rollout', ', default: { rollout'),
    );
    expect(production).toMatchObject({
      lines: [
        '`production`: the step of the schedule at `2026-09-28T07:00:00Z` no longer turns the flag on',
        '`production`: the step of the schedule at `2026-09-14T07:00:00Z` is taken out: it only turns the flag on',
      ],
    });
  });
});
