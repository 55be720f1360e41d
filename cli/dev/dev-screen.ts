import type { Snapshot } from '@flagforge/sdk/engine';
import type { CommandError } from '../command-error.ts';
import { toJsonDiagnostic } from '../diagnostics/reporters/index.ts';
import { renderFindings } from '../open-project.ts';
import { countOf } from '../terminal/count.ts';
import { printable } from '../terminal/printable.ts';
import { renderCommandError } from '../terminal/render-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { describeChanges, describeElsewhere, describeRequest } from './describe-served.ts';
import type { EnvironmentKeys } from './dev-keys.ts';
import type { Reading, Unreadable } from './live-project.ts';
import type { RequestEvent, Served, ServedElsewhere } from './served.ts';
import { chooseWorthTrying, renderCurl } from './worth-trying.ts';

/** What `dev` says, as lines for people or as one JSON object a line. */
export interface DevScreen {
  listening(url: string): Promise<void>;
  /** The first good state, or the first one of another project: keys, where things are kept, and what to try. */
  ready(
    url: string,
    reading: Reading,
    snapshots: ReadonlyMap<string, Snapshot>,
    keys: readonly EnvironmentKeys[],
    stores: Stores,
  ): Promise<void>;
  /** `isMended`: the state before could not be compiled, or not be published. */
  changed(served: Served, isMended: boolean, elapsedMs: number): Promise<void>;
  /** Environments that keep what they serve, although the files are good. */
  refused(refused: Served['refused']): Promise<void>;
  /** The files are good, and nothing could be published. `since` as for `broken`. */
  failed(problem: CommandError, since: number | null): Promise<void>;
  /** Another terminal changed what is served. */
  elsewhere(change: ServedElsewhere): Promise<void>;
  /** Somebody proposed a change, said something about one, or merged it. */
  request(event: RequestEvent): Promise<void>;
  /** API keys were made or revoked, or an environment came: how many this server takes now. */
  keysChanged(environment: string, count: number): Promise<void>;
  /** Something that people should know, in a sentence. */
  note(text: string): Promise<void>;
  /** `since`: the instant of the state that goes on being served; null: there is none. */
  broken(reading: Reading | Unreadable, since: number | null): Promise<void>;
  ended(): Promise<void>;
}

/** Where versions, audit log and keys are kept, and the copies of what is served. */
export interface Stores {
  /** Such as `Postgres in flags/.flagforge/pg`. */
  readonly database: string;
  /** null: none but this process. */
  readonly redis: string | null;
  /** Where the console is; null: there is none. */
  readonly console?: string | null;
  /** Where the edge function answers; null: nowhere. */
  readonly edge?: string | null;
}

const clock = (at: number): string => `${new Date(at).toISOString().slice(11, 19)}Z`;

/** @param label the project's folder as the user named it. */
export function createDevScreen(terminal: Terminal, label: string, isJson: boolean): DevScreen {
  const { out, err } = terminal;
  const { style } = out;
  const event = (name: string, details: object): Promise<void> =>
    out.write(`${JSON.stringify({ event: name, ...details })}\n`);
  return {
    listening: (url) => (isJson ? event('listening', { url }) : Promise.resolve()),

    async ready(url, { result }, snapshots, keys, stores) {
      const tried = chooseWorthTrying(snapshots, terminal.now(), result.project?.config.attributes ?? []);
      const key = keys.find(({ environment }) => environment === tried?.environment);
      const curl = tried === null || key === undefined ? null : renderCurl(url, key.server, tried);
      if (isJson) return event('ready', { url, keys, curl, ...stores });
      const [first] = snapshots.values();
      const { flags, segments, environments } = result.counts;
      const counts = `${countOf(flags, 'flag')}, ${countOf(segments, 'segment')}, ${countOf(environments, 'environment')}`;
      const width = Math.max(...keys.map(({ environment }) => environment.length));
      const lines = keys.flatMap(({ environment, server, client }) => [
        `  ${environment.padEnd(width)}  server  ${style.cyan(server)}`,
        `  ${' '.repeat(width)}  client  ${style.cyan(client)}`,
      ]);
      const title = first === undefined ? label : `${first.organization}/${first.project}`;
      const sections = [`${style.bold(title)}  ${counts}, served on ${style.cyan(url)}`, lines.join('\n')];
      const places = [
        ...(stores.console == null ? [] : [`Console  ${style.cyan(stores.console)}`]),
        ...(stores.edge == null
          ? []
          : [`Edge     ${style.cyan(stores.edge)}  ${style.dim('(the function of the edge, for client keys)')}`]),
      ];
      if (places.length > 0) sections.push(places.join('\n'));
      if (curl !== null)
        sections.push(`Try  ${style.dim('(the answer is')} ${answerLine(tried)}${style.dim(')')}\n${curl}`);
      const copies = stores.redis === null ? '' : `, copied to ${stores.redis}`;
      sections.push(
        [
          style.dim(`Edits in ${label} are published at once, audited in ${stores.database}${copies}.`),
          style.dim('In another terminal: ') +
            style.cyan(`${programName(terminal)} status${dirOption(label)}`) +
            style.dim(', ') +
            style.cyan('kill') +
            style.dim(', ') +
            style.cyan('rollback') +
            style.dim(', ') +
            style.cyan('audit log') +
            style.dim(', ') +
            style.cyan('keys create') +
            style.dim('.'),
          style.dim('The keys above work on this machine only. Ctrl-C ends.'),
        ].join('\n'),
      );
      return out.write(`${sections.join('\n\n')}\n\n`);
    },

    async changed({ changes, versions }, isMended, elapsedMs) {
      const elapsed = Math.round(elapsedMs);
      if (isJson)
        return event('changed', {
          environments: Object.fromEntries(changes),
          versions: Object.fromEntries(versions),
          isMended,
          elapsedMs: elapsed,
        });
      const at = style.dim(clock(terminal.now()));
      const mended = isMended ? `${style.green('mended')}, ` : '';
      if (changes.size === 0)
        return out.write(`${at}  ${isMended ? mended : 'saved, '}nothing that is served changed\n`);
      return out.write(
        `${at}  ${mended}${style.green('live')}  ${describeChanges(changes, versions)}  ${style.dim(`(${elapsed} ms)`)}\n`,
      );
    },

    async broken(reading, since) {
      const diagnostics =
        'problem' in reading ? [] : reading.result.diagnostics.filter(({ severity }) => severity === 'error');
      if (isJson)
        return event('broken', {
          diagnostics: diagnostics.map(toJsonDiagnostic),
          isServing: since !== null,
          ...('problem' in reading ? { problem: reading.problem } : {}),
        });
      const findings =
        'problem' in reading
          ? `${reading.problem}\n`
          : renderFindings(err, { label, files: reading.files }, diagnostics);
      const state =
        since === null ? 'nothing is served until this is mended' : `the state of ${clock(since)} goes on being served`;
      return err.write(
        `${findings}${style.dim(clock(terminal.now()))}  ${countOf(Math.max(1, diagnostics.length), 'error')}: ${state}\n`,
      );
    },

    async refused(refused) {
      const problems = [...refused].map(([environment, { code, message, hints }]) => {
        return { environment, code, message, hints };
      });
      if (isJson) return event('refused', { problems });
      const lines = problems.map(({ message, hints }) => {
        return `${style.dim(clock(terminal.now()))}  ${style.yellow('not published')}  ${[message, ...hints].map(printable).join('\n           ')}\n`;
      });
      return err.write(lines.join(''));
    },

    async failed(problem, since) {
      const { code, message, hints } = problem;
      if (isJson) return event('failed', { code, message, hints, isServing: since !== null });
      const state = since === null ? 'nothing is served yet' : `the state of ${clock(since)} goes on being served`;
      return err.write(`${renderCommandError(problem, err.style)}${style.dim(clock(terminal.now()))}  ${state}\n`);
    },

    async elsewhere(change) {
      if (isJson) return event('elsewhere', change);
      return out.write(
        `${style.dim(clock(terminal.now()))}  ${style.yellow(change.action)}  ${describeElsewhere(change)}\n`,
      );
    },

    async request(happened) {
      if (isJson) return event('request', happened);
      const word = happened.what === 'merged' ? style.green('merged') : style.yellow('change');
      return out.write(`${style.dim(clock(terminal.now()))}  ${word}  ${describeRequest(happened)}\n`);
    },

    async keysChanged(environment, count) {
      if (isJson) return event('keys', { environment, count });
      return out.write(
        `${style.dim(clock(terminal.now()))}  keys  ${environment} takes ${countOf(count, 'key')} now\n`,
      );
    },

    note: (text) => (isJson ? event('note', { text }) : err.write(`${style.dim(clock(terminal.now()))}  ${text}\n`)),

    ended: () => (isJson ? event('ended', {}) : out.write('ended\n')),
  };
}

function answerLine(tried: ReturnType<typeof chooseWorthTrying>): string {
  if (tried === null || tried.result.reason === 'error') return 'an error';
  const { value, variant, reason, rule } = tried.result;
  return JSON.stringify({ value, variant, reason, ...(rule === undefined ? {} : { rule }) });
}

/** The option that names the project in another command's line; nothing for the folder that is taken anyway. */
const dirOption = (label: string): string => (label === 'flags' ? '' : ` --dir ${label}`);

/** As it is typed here: a script of npm finds what a terminal does not. */
const programName = ({ env }: Terminal): string =>
  env.npm_lifecycle_event === undefined ? 'flagforge' : 'npx flagforge';
