import type { CommandSpec } from './command.ts';
import { DIR, JSON_OUTPUT } from './shared-options.ts';

/** What tells a compiler which flags there are. */
export const TYPES_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'types',
    summary: 'write which flags there are, so that code with a wrong key does not compile',
    about:
      "Writes TypeScript for @flagforge/sdk: each flag's key, type, values and variants. With the file in a program, a\n" +
      'key that does not exist, a fallback of another type and a variant that is none do not compile, in all of the\n' +
      "SDK's entry points. A .json is a manifest of the OpenFeature CLI, which writes such code for other languages.",
    arguments: [],
    options: [
      {
        syntax: '--out <file>',
        about: 'where to write; - is stdout (default: flags.d.ts, or flags.ts or flags.json by --format)',
        completes: 'files',
      },
      {
        syntax: '--format <format>',
        about: 'what to write (default: by the name of the file)',
        choices: ['dts', 'ts', 'openfeature-manifest'],
      },
      { syntax: '--client', about: 'only flags with client: true, for code that runs in pages' },
      { syntax: '--check', about: 'write nothing; exit 1 when the file is not what would be written' },
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge types', 'write flags.d.ts'],
      ['flagforge types --client --out web/src/flags.ts', 'for a page, as a module'],
      ['flagforge types --check', 'for CI: is the file up to date?'],
      ['flagforge types --format openfeature-manifest', 'for Go, Java, C#, Python: `openfeature generate`'],
    ],
    run: async (terminal, options) => (await import('../commands/types.ts')).types(terminal, options),
  },
];
