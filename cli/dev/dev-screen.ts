import type { Snapshot } from '@flagforge/sdk/engine';
import { toJsonDiagnostic } from '../diagnostics/reporters/index.ts';
import { renderFindings } from '../open-project.ts';
import { countOf } from '../terminal/count.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { EnvironmentKeys } from './dev-keys.ts';
import type { Reading, ServedChanges, Unreadable } from './live-project.ts';
import { chooseWorthTrying, renderCurl } from './worth-trying.ts';

/** What `dev` says, as lines for people or as one JSON object a line. */
export interface DevScreen {
  listening(url: string): Promise<void>;
  /** The first good state: keys, and what to try. */
  ready(
    url: string,
    reading: Reading,
    snapshots: ReadonlyMap<string, Snapshot>,
    keys: readonly EnvironmentKeys[],
  ): Promise<void>;
  /** `isMended`: the state before could not be compiled. */
  changed(changes: ServedChanges, isMended: boolean, elapsedMs: number): Promise<void>;
  /** `since`: the instant of the state that goes on being served; null: there is none. */
  broken(reading: Reading | Unreadable, since: number | null): Promise<void>;
  ended(): Promise<void>;
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

    async ready(url, { result }, snapshots, keys) {
      const tried = chooseWorthTrying(snapshots, terminal.now(), result.project?.config.attributes ?? []);
      const key = keys.find(({ environment }) => environment === tried?.environment);
      const curl = tried === null || key === undefined ? null : renderCurl(url, key.server, tried);
      if (isJson) return event('ready', { url, keys, curl });
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
      if (curl !== null)
        sections.push(`Try  ${style.dim('(the answer is')} ${answerLine(tried)}${style.dim(')')}\n${curl}`);
      sections.push(
        style.dim(`Edits in ${label} are live at once. These keys work on this machine only. Ctrl-C ends.`),
      );
      return out.write(`${sections.join('\n\n')}\n\n`);
    },

    async changed(changes, isMended, elapsedMs) {
      const elapsed = Math.round(elapsedMs);
      if (isJson) return event('changed', { environments: Object.fromEntries(changes), isMended, elapsedMs: elapsed });
      const at = style.dim(clock(terminal.now()));
      const mended = isMended ? `${style.green('mended')}, ` : '';
      if (changes.size === 0)
        return out.write(`${at}  ${isMended ? mended : 'saved, '}nothing that is served changed\n`);
      return out.write(
        `${at}  ${mended}${style.green('live')}  ${describeChanges(changes)}  ${style.dim(`(${elapsed} ms)`)}\n`,
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

    ended: () => (isJson ? event('ended', {}) : out.write('ended\n')),
  };
}

function answerLine(tried: ReturnType<typeof chooseWorthTrying>): string {
  if (tried === null || tried.result.reason === 'error') return 'an error';
  const { value, variant, reason, rule } = tried.result;
  return JSON.stringify({ value, variant, reason, ...(rule === undefined ? {} : { rule }) });
}

const MAX_NAMED = 5;

function describeChanges(changes: ServedChanges): string {
  const keys = [...new Set([...changes.values()].flat())].sort();
  const named = keys.slice(0, MAX_NAMED).join(', ');
  const what =
    keys.length === 0
      ? 'segments, groups or settings'
      : keys.length > MAX_NAMED
        ? `${named} and ${keys.length - MAX_NAMED} more`
        : named;
  return `${what} in ${[...changes.keys()].join(', ')}`;
}
