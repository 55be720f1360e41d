import type { CommandSpec } from './command.ts';
import { DIR, formatOption, JSON_OUTPUT, NOW } from './shared-options.ts';

/** What shows a change, and asks who agreed to it. */
export const REVIEW_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'diff',
    summary: 'what a change does, to whom, and how risky it is',
    about:
      'Compares two states of the project, environment by environment, in words: what changes, which share of the\n' +
      'units gets another variant, which sample contexts do, what a segment, group or prerequisite carries along, and\n' +
      'who must approve it. Without a base it shows what this branch and its working tree change since they left the\n' +
      "remote's default branch. A base is compared where the change left it; a..b compares two states as they are.",
    arguments: [{ syntax: '[commits]', about: 'a base, or two states: main..feature' }],
    options: [
      { syntax: '--base <ref>', about: 'what the change is compared with (default: where it left the default branch)' },
      { syntax: '--head <ref>', about: 'the commit that is looked at (default: the files on the disk)' },
      {
        syntax: '--environment <name>',
        about: 'only this environment; may be repeated (default: all)',
        isRepeated: true,
        completes: 'environments',
      },
      {
        syntax: '--contexts <file>',
        about: 'sample contexts, one JSON object a line, - for stdin; beside those in contexts/; may be repeated',
        isRepeated: true,
        completes: 'files',
      },
      { ...NOW, about: 'the instant to compare at, such as 2026-12-01T09:00:00Z (default: the present)' },
      formatOption(['text', 'markdown', 'json']),
      JSON_OUTPUT,
      { syntax: '--comment <request>', about: 'write it as a comment on this change request, or update the one there' },
      { syntax: '--exit-code', about: 'exit 1 when anything changes' },
      DIR,
    ],
    examples: [
      ['flagforge diff', 'what this branch and the working tree change'],
      ['flagforge diff --base origin/main --contexts contexts/orders.jsonl', 'and which of these contexts it changes'],
      ['flagforge diff v1.4.0..v1.5.0 --environment production', 'two states as they are'],
      ['flagforge diff --base "$BASE" --head "$HEAD" --comment 118', 'in CI, as a comment on the request'],
    ],
    run: async (terminal, options, words) => (await import('../commands/diff.ts')).diff(terminal, options, words),
  },
  {
    name: 'approve-check',
    summary: 'whether the people agreed whom the policy asks for',
    about:
      'Four eyes for a change request: which environments it touches and how risky it is, who must approve that by the\n' +
      'rules of the base branch, and who has approved its last commit. Every approval that does not count is named\n' +
      'with the rule that refuses it. Fails until all are there, so that it can be a required check; `publish` judges\n' +
      'the merged commit by the same rules.',
    arguments: [],
    options: [
      {
        syntax: '--request <number>',
        about: 'the change request (default: the one that this job of GitHub Actions is about)',
      },
      { syntax: '--base <ref>', about: 'judge by the rules of this commit as well as by those of the base branch' },
      { syntax: '--head <ref>', about: 'refuse unless this is its last commit' },
      formatOption(['text', 'markdown', 'json']),
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge approve-check --request 118', 'who has approved #118, and who still has to'],
      ['flagforge approve-check', 'in a job of GitHub Actions on pull_request or pull_request_review'],
    ],
    run: async (terminal, options) => (await import('../commands/approve-check.ts')).approveCheck(terminal, options),
  },
];
