import type { CodeDefinition } from '../diagnostic.ts';
import { textOf } from './wording.ts';

/** FF4200-FF4219: edits of YAML files. */
export const EDIT_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF4200: {
    severity: 'error',
    title: 'a file that cannot be edited',
    message: (args) => `${textOf(args.file) || 'the file'} cannot be edited as it is`,
    hint: () => 'mend it first: flagforge validate names what is wrong with it',
    help: 'FlagForge edits YAML by changing only the lines that are meant. That needs a file that can be read without doubt: no YAML error, no key twice, and none of what the files of a project may not hold (anchors, aliases, tags, directives, explicit keys, several documents). Nothing was written.',
  },
  FF4201: {
    severity: 'error',
    title: 'no such place in the file',
    message: (args) => `there is no ${textOf(args.path) || 'such place'} in ${textOf(args.file) || 'the file'}`,
    hint: () => 'the file may have changed since it was read: look at it again',
    help: 'An edit names a place in a file: keys and, in lists, numbers from 0. Missing keys are created on the way, but not missing items of a list, and nothing is put below a text or a number. Nothing was written.',
  },
  FF4202: {
    severity: 'error',
    title: 'no safe way to edit this',
    message: (args) =>
      `${textOf(args.path) || 'this place'} in ${textOf(args.file) || 'the file'} is written in a form that cannot be edited safely`,
    hint: () => 'edit it by hand, or bring it into the usual form first: flagforge fmt',
    help: 'After each edit FlagForge reads the file again and compares: it has to say exactly what it was to say, and no comment may be lost that is not part of what was edited. For this place it found no way to write it for which that is true, so it wrote nothing.',
  },
  FF4203: {
    severity: 'error',
    title: 'a value that YAML cannot say',
    message: (args) => `the value for ${textOf(args.path) || 'the file'} cannot be written: it is no plain data`,
    help: 'The files of a project hold texts, finite numbers, true, false, null, lists and maps. Nothing else can be written into them, such as NaN, an infinite number, or something that is not there. Nothing was written.',
  },
  FF4204: {
    severity: 'error',
    title: 'a percentage for a flag that is not boolean',
    message: (args) =>
      `one percentage says how many units get on, which only a boolean flag has${args.type === '' || args.type === undefined ? '' : `; this one is ${textOf(args.type)}`}`,
    hint: () => 'write a rollout with a percentage for each variant',
    help: 'One number is enough for a boolean flag: the rest gets off. A flag of another type has variants of its own, and its rollout names a percentage for each. Nothing was written.',
  },
  FF4205: {
    severity: 'error',
    title: 'no percentage',
    message: (args) => `${textOf(args.percent)} is no percentage`,
    hint: () => 'write a number from 0 to 100, with 3 decimals at most',
    help: 'Percentages go from 0 to 100 in steps of 0.001: a rollout divides units into 100,000 buckets. Nothing was written.',
  },
};
