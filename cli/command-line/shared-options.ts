import type { OptionSpec } from './command.ts';

export const DIR: OptionSpec = {
  syntax: '--dir <folder>',
  about: 'the project: the folder with flagforge.yaml',
  default: 'flags',
  completes: 'folders',
};

export const JSON_OUTPUT: OptionSpec = { syntax: '--json', about: 'answer in JSON' };

export const ENVIRONMENT: OptionSpec = {
  syntax: '--environment <name>',
  about: 'the environment to answer for',
  default: 'production',
  completes: 'environments',
};

export const NOW: OptionSpec = {
  syntax: '--now <instant>',
  about: 'the instant of the evaluation, such as 2026-12-01T09:00:00Z (default: the present)',
};

export const OVERRIDE: OptionSpec = {
  syntax: '--override <flag=variant>',
  about: 'force a variant where the environment allows it; may be repeated',
  isRepeated: true,
};

/** `--format`, with `--json` as the short form of its `json`. */
export const formatOption = (choices: readonly string[]): OptionSpec => ({
  syntax: '--format <format>',
  about: 'how the answer is written',
  choices,
});

/** Each entry of a version repeats it, and a publish may have ten thousand of them. */
export const REASON_OPTION: OptionSpec = {
  syntax: '--reason <text>',
  about: 'why, for the audit log',
  maxLength: 2_000,
};
