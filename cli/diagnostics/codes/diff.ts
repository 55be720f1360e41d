import type { CodeDefinition } from '../diagnostic.ts';
import { textOf } from './wording.ts';

/** FF3200-FF3219: comparing two states of a project. */
export const DIFF_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF3200: {
    severity: 'error',
    title: 'no common history',
    message: (args) => `${textOf(args.base)} and ${textOf(args.head)} have no commit in common`,
    hint: (args) => `to compare the two as they are: flagforge diff ${textOf(args.base)}..${textOf(args.head)}`,
    help: 'A change is compared with the commit where it left its base, so that what others merged meanwhile does not look like a part of it. These two histories never met: they were begun apart, or one was rewritten. Two states can always be compared as they are, with two dots between them.',
  },
  FF3201: {
    severity: 'error',
    title: 'no such environment on either side',
    message: (args) => `neither side has an environment ${JSON.stringify(textOf(args.environment))}`,
    hint: (args) => `environments: ${textOf(args.names)}`,
    help: '`flagforge diff --environment` shows one environment only, of the project as it was or as it will be. Neither has one of this name.',
  },
};
