import type { CommandSpec } from './command.ts';
import { DIR, formatOption, JSON_OUTPUT } from './shared-options.ts';

/** What shows a change, and asks who agreed to it. */
export const REVIEW_COMMANDS: readonly CommandSpec[] = [
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
