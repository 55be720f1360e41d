import * as fc from 'fast-check';
import type { EnvironmentSettings, FlagEnvironment } from 'flagforge/compile';
import { expect, test } from 'vitest';
import type { FlagOperation, ScheduleStepDraft } from '../../../draft/operation.ts';
import { fieldText, instantOf, instantProblem } from './instant-text.ts';
import { operationsToSettle } from './operations-to-settle.ts';
import { servedWords } from './served-words.ts';
import { setBySteps, settingsAfter } from './settings-after.ts';
import { stepChanges, withStep } from './step-changes.ts';

const split = (on: number): EnvironmentSettings['default'] => ({
  ...{ rollout: [['on', on * 1_000] as const, ['off', 100_000 - on * 1_000] as const] },
  ...{ unit: null, salt: null, hash: null },
});
const rule = (name: string, serve: string) => ({ name, if: { text: 'age > 1', condition: null }, outcome: { serve } });

const settings = fc.record<EnvironmentSettings>(
  {
    enabled: fc.boolean(),
    targets: fc.array(fc.record({ variant: fc.constantFrom('on', 'off'), units: fc.array(fc.string()) })),
    rules: fc
      .array(fc.record({ name: fc.string(), serve: fc.constantFrom('on', 'off') }))
      .map((all) => all.map(({ name, serve }) => rule(name, serve))),
    default: fc.oneof(
      fc.constantFrom('on', 'off').map((serve) => ({ serve })),
      fc.integer({ min: 0, max: 100 }).map((on) => split(on) ?? { serve: 'on' }),
    ),
  },
  { requiredKeys: [] },
);
const steps = fc.uniqueArray(fc.record({ at: fc.integer({ min: 1, max: 20 }), set: settings }), {
  selector: ({ at }) => at,
});

/** What is served after these edits, at an instant. */
function served(environment: FlagEnvironment, operations: readonly FlagOperation[], at: number): EnvironmentSettings {
  let made = environment;
  for (const operation of operations) {
    if (operation.kind === 'set-enabled') made = { ...made, enabled: operation.enabled };
    if (operation.kind === 'set-targets') made = { ...made, targets: operation.targets };
    if (operation.kind === 'set-rules') made = { ...made, rules: operation.rules };
    if (operation.kind === 'set-default') made = { ...made, default: operation.default };
    if (operation.kind === 'set-schedule') made = { ...made, schedule: operation.schedule };
  }
  return settingsAfter(made, made.schedule, at);
}

test('putting passed steps into the flag changes nothing that is served, now or later', () => {
  fc.assert(
    fc.property(
      settings,
      steps,
      fc.integer({ min: 0, max: 21 }),
      fc.integer({ min: 0, max: 21 }),
      (base, all, now, more) => {
        const schedule = [...all].sort((a, b) => a.at - b.at);
        const environment: FlagEnvironment = { ...base, name: 'production', schedule };
        const operations = operationsToSettle({ key: 'a', file: 'a.yaml' }, environment, now);
        for (const at of [now, now + more])
          expect(served(environment, operations, at)).toEqual(settingsAfter(environment, schedule, at));
        const last = operations.at(-1);
        expect(last?.kind === 'set-schedule' && last.schedule.every((step) => step.at > now)).toBe(true);
      },
    ),
  );
});

test('a step counts from its very instant on, and replaces what it names, whole', () => {
  const environment: FlagEnvironment = {
    ...{ name: 'production', enabled: true, rules: [rule('a', 'on')], default: { serve: 'off' } },
    schedule: [
      { at: 10, set: { rules: [] } },
      { at: 20, set: { enabled: false } },
    ],
  };
  const at = (instant: number) => settingsAfter(environment, environment.schedule, instant);
  expect(at(9).rules).toHaveLength(1);
  expect(at(10)).toEqual({ enabled: true, rules: [], default: { serve: 'off' } });
  expect(at(20).enabled).toBe(false);
  expect(setBySteps(environment, 15)).toEqual([{ name: 'rules', since: 10 }]);
});

test('a step that made what stands there anyway is not told of', () => {
  const environment: FlagEnvironment = { name: 'a', enabled: true, schedule: [{ at: 1, set: { enabled: true } }] };
  expect(setBySteps(environment, 5)).toEqual([]);
});

test('steps of the draft are held against those that are live', () => {
  const live: ScheduleStepDraft[] = [
    { at: 1, set: { enabled: true } },
    { at: 2, set: { enabled: false } },
    { at: 3, set: { enabled: true } },
  ];
  const draft = withStep(
    live.filter(({ at }) => at !== 1),
    { at: 2, set: { enabled: true } },
    2,
  );
  const shown = stepChanges(live, withStep(draft, { at: 4, set: { enabled: false } }, null));
  expect(shown.map(({ step, change }) => [step.at, change])).toEqual([
    [1, 'removed'],
    [2, 'edited'],
    [3, 'none'],
    [4, 'new'],
  ]);
});

test('an instant that is past, taken or not whole is refused in words', () => {
  expect(instantProblem(instantOf('', 'utc'), [], 0)).toBe('Choose when it happens');
  expect(instantProblem(5, [], 5)).toMatch(/^That is past/);
  expect(instantProblem(6, [6], 5)).toMatch(/^There is a step/);
  expect(instantProblem(7, [6], 5)).toBeNull();
  expect(instantOf('2026-12-08T09:00', 'utc')).toBe(Date.parse('2026-12-08T09:00:00Z'));
  expect(instantOf('2026-13-08T09:00', 'utc')).toBeNull();
});

test('what a field shows is what it reads, in both zones', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom('utc', 'local'), (seconds, zone) => {
      // The hour that a zone has twice is one of two instants.
      const at = seconds * 1_000;
      const read = instantOf(fieldText(at, zone), zone) ?? 0;
      expect([0, 3_600_000]).toContain(Math.abs(read - at));
      if (zone === 'utc') expect(read).toBe(at);
    }),
  );
});

test.each([
  [{ enabled: false, default: { serve: 'on' } }, 'off for everybody: it is disabled'],
  [{ enabled: true }, 'off for everybody'],
  [{ enabled: true, default: split(50) }, 'on 50 % of everybody'],
  [
    {
      enabled: true,
      targets: [{ variant: 'on', units: ['a', 'b'] }],
      rules: [rule('a', 'on')],
      default: { serve: 'on' },
    },
    '2 targets, then 1 rule, otherwise on',
  ],
] as const)('%j in words', (given, words) => {
  expect(servedWords(given as EnvironmentSettings, 'off')).toBe(words);
});
