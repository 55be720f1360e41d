import type { CommandSpec } from './command.ts';
import { DIR, ENVIRONMENT, JSON_OUTPUT, NOW, OVERRIDE } from './shared-options.ts';

/** What asks for answers, and what makes them. */
export const SERVING_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'evaluate',
    summary: 'the answer of one flag or of all, for a context',
    about:
      'Evaluates the files as they are. Without a flag: all flags. Contexts come from --context, or one JSON\n' +
      'object a line from --contexts; `-` reads either from stdin. With --json there is one line of JSON a\n' +
      'context, in the order of the input.',
    arguments: [{ syntax: '[flag]', about: 'the key of a flag (default: all flags)', completes: 'flags' }],
    options: [
      ENVIRONMENT,
      { syntax: '--context <json>', about: 'the context, a JSON object; - reads it from stdin' },
      { syntax: '--contexts <file>', about: 'one context a line (JSONL); - reads from stdin', completes: 'files' },
      NOW,
      OVERRIDE,
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      [`flagforge evaluate new-checkout --context '{"userId":"u-1"}'`, 'one flag'],
      [`flagforge evaluate --environment staging --context '{"userId":"u-1"}'`, 'all flags in staging'],
      ['flagforge evaluate --contexts users.jsonl --json > answers.jsonl', 'many contexts, streamed'],
      [`flagforge evaluate new-checkout --context '{}' --now 2027-01-01`, 'the answer at another time'],
    ],
    run: async (terminal, options, words) =>
      (await import('../commands/evaluate.ts')).evaluate(terminal, options, words),
  },
  {
    name: 'explain',
    summary: 'the path to an answer, or the help of a code',
    about:
      'With a flag and a context: each step of the evaluation, each rule, why it matched or did not, and where the\n' +
      'bucket fell. With a code such as FF1203: what it means and how to mend it.',
    arguments: [{ syntax: '<flag-or-code>', about: 'the key of a flag, or a code', completes: 'flags' }],
    options: [
      { syntax: '--context <json>', about: 'the context, a JSON object; - reads it from stdin' },
      ENVIRONMENT,
      NOW,
      OVERRIDE,
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      [`flagforge explain new-checkout --context '{"userId":"u-77"}'`, 'why production answers as it does'],
      [`flagforge explain new-checkout --context '{}' --now 2026-12-24T18:00:00Z`, 'why it will on that day'],
      ['flagforge explain FF1203', 'the help of a code'],
    ],
    run: async (terminal, options, words) => (await import('../commands/explain.ts')).explain(terminal, options, words),
  },
  {
    name: 'compile',
    summary: 'write the snapshot of each environment',
    about:
      'Writes <environment>.json for each environment. The bytes depend on the files of the project alone, so two\n' +
      'machines write the same. Nothing is written while the project has errors.',
    arguments: [],
    options: [
      { syntax: '--out <folder>', about: 'where to write', default: 'snapshots', completes: 'folders' },
      {
        syntax: '--environment <name>',
        about: 'only this environment; may be repeated (default: all)',
        isRepeated: true,
        completes: 'environments',
      },
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge compile', 'write snapshots/<environment>.json'],
      ['flagforge compile --environment production --out build', 'one environment, to another folder'],
    ],
    run: async (terminal, options) => (await import('../commands/compile.ts')).compile(terminal, options),
  },
  {
    name: 'dev',
    summary: 'publish and serve the project on this machine, at each save',
    about:
      'Publishes each good save to a Postgres inside it, audited, serves it over HTTP and prints the keys and a\n' +
      'curl line to try. While a file is broken, its problems are shown and the last good state goes on being\n' +
      'served. In another terminal status, kill, revive, rollback, audit and keys work on what it serves.\n' +
      'Nothing needs to be set up; everything is kept in .flagforge beside the files. DATABASE_URL and REDIS_URL,\n' +
      'where they are set, take the place of what is inside. Ctrl-C ends it.',
    arguments: [],
    options: [
      { syntax: '--port <number>', about: 'the port to listen on; 0 takes a free one', default: '8080' },
      { syntax: '--host <address>', about: 'the loopback address to listen on', default: '127.0.0.1' },
      { syntax: '--console-port <number>', about: 'the port of the console, or the next free one', default: '3000' },
      {
        syntax: '--edge-port <number>',
        about: 'the port of the edge function (default: ten above that of the server)',
      },
      JSON_OUTPUT,
      DIR,
    ],
    examples: [
      ['flagforge dev', 'serve flags/ on http://127.0.0.1:8080'],
      ['flagforge dev --port 9000 --dir examples/shop', 'another port, another project'],
    ],
    run: async (terminal, options) => (await import('../commands/dev.ts')).dev(terminal, options),
  },
  {
    name: 'completion',
    summary: 'the completion script of a shell',
    about: 'Prints a script that completes commands, options, flag keys and environments.',
    arguments: [{ syntax: '<shell>', about: 'bash, zsh or fish', completes: ['bash', 'zsh', 'fish'] }],
    options: [JSON_OUTPUT],
    examples: [
      ['source <(flagforge completion bash)', 'in ~/.bashrc'],
      ['source <(flagforge completion zsh)', 'in ~/.zshrc, after compinit'],
      ['flagforge completion fish > ~/.config/fish/completions/flagforge.fish', 'once, for fish'],
    ],
    run: async (terminal, options, words) =>
      (await import('../commands/completion.ts')).completion(terminal, options, words),
  },
];
