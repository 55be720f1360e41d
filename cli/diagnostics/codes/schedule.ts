import type { CodeDefinition } from '../diagnostic.ts';
import { listOf, textOf } from './wording.ts';

/** FF1400-FF1499: schedules. Instants in args are ISO texts. */
export const SCHEDULE_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF1401: {
    severity: 'error',
    title: 'schedule out of order',
    message: (args) => `this step is at ${textOf(args.at)}, before the step above it (${textOf(args.previous)})`,
    hint: () => 'steps stand in ascending order of their instants',
    help: 'Each step of a schedule replaces the keys that it names from its instant on, and steps add up in time. A list in another order reads as something else than what happens, so it is an error. `flagforge validate --fix` sorts the steps.',
    example: {
      wrong:
        'schedule:\n  - { at: "2026-12-08T09:00:00Z", default: on }\n  - { at: "2026-12-01T09:00:00Z", enabled: true }',
      right:
        'schedule:\n  - { at: "2026-12-01T09:00:00Z", enabled: true }\n  - { at: "2026-12-08T09:00:00Z", default: on }',
    },
  },
  FF1402: {
    severity: 'error',
    title: 'two steps at one instant',
    message: (args) => `step ${textOf(args.first)} of this schedule is at the same instant, ${textOf(args.at)}`,
    hint: () => 'put what both set into one step',
    help: 'Two steps of a schedule stand at exactly the same instant (offsets are taken into account). Which of them wins would depend on their order alone; merge them.',
    example: {
      wrong:
        'schedule:\n  - { at: "2026-12-01T09:00:00Z", enabled: true }\n  - { at: "2026-12-01T10:00:00+01:00", default: on }',
      right: 'schedule:\n  - { at: "2026-12-01T09:00:00Z", enabled: true, default: on }',
    },
  },
  FF1403: {
    severity: 'note',
    title: 'step in the past',
    message: (args) => `this step is in effect since ${textOf(args.at)}`,
    hint: () => 'once every environment has it, its settings can move to the environment itself',
    help: 'A step whose instant has passed is still part of the answer: it replaced the keys it names. Fold it into the environment when you next edit the flag, so that the file reads as what is true today.',
    example: {
      wrong: 'production:\n  enabled: false\n  schedule:\n    - { at: "2020-01-01T00:00:00Z", enabled: true }',
      right: 'production:\n  enabled: true',
    },
  },
  FF1404: {
    severity: 'warning',
    title: 'step that changes nothing',
    message: (args) => `this step sets ${listOf(args.keys)} to what already is in force`,
    hint: () => 'take it out, or write what should change',
    help: 'A step of the schedule sets only what already holds at its instant, so nothing happens then. Often the value was meant to be another one, or an earlier step already does it.',
    example: {
      wrong: 'production:\n  enabled: true\n  schedule:\n    - { at: "2026-12-01T09:00:00Z", enabled: true }',
      right: 'production:\n  enabled: false\n  schedule:\n    - { at: "2026-12-01T09:00:00Z", enabled: true }',
    },
  },
  FF1405: {
    severity: 'note',
    title: 'schedule of a killed flag',
    message: (args) =>
      `the flag is killed, so ${args.count === 1 ? 'the coming step of its schedule changes' : `the ${textOf(args.count)} coming steps of its schedules change`} nothing`,
    hint: () => 'set killed: false before then, or take the schedule out',
    help: 'The kill switch of a flag stands above everything, its schedules included: while `killed: true` stands, the flag serves its off variant whatever a step says.',
    example: {
      wrong:
        'killed: true\nenvironments:\n  production:\n    schedule: [{ at: "2099-01-01T00:00:00Z", enabled: true }]',
      right:
        'killed: false\nenvironments:\n  production:\n    schedule: [{ at: "2099-01-01T00:00:00Z", enabled: true }]',
    },
  },
};
