/** Entries of the audit log as text: a block for each version, newest first. Pure. */

import { formatInstant } from '../diagnostics/format-instant.ts';
import { shorten } from '../diagnostics/shorten.ts';
import type { ChangeSubject } from '../diff/change.ts';
import { describeChange } from '../diff/describe-change.ts';
import type { Approval } from '../identity/approvals.ts';
import { renderColumns } from '../terminal/columns.ts';
import { formatCount } from '../terminal/count.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { formatRelative } from '../terminal/time.ts';
import { type AuditEntry, nameOfEntry } from './audit-entry.ts';
import { type StateDifference, stateDifferences } from './state-difference.ts';

export interface RenderLogOptions {
  readonly style: Style;
  readonly now: number;
  readonly columns: number;
}

/** Lines of one entry's difference; the rest is counted. */
const MAX_LINES = 12;

/** @returns renders pages in their order; a version that goes on in the next page has one heading. */
export function createLogText(options: RenderLogOptions): (entries: readonly AuditEntry[]) => string {
  let last = '';
  return (entries) => {
    const lines: string[] = [];
    for (const group of groupsOf(entries)) {
      const [first] = group;
      if (first === undefined) continue;
      const key = keyOf(first);
      if (key !== last) lines.push(...(last === '' && lines.length === 0 ? [] : ['']), ...heading(first, options));
      last = key;
      // Within a version as they were written: by what they are, then by name.
      for (const entry of [...group].reverse()) lines.push(...entryLines(entry, options));
    }
    return lines.map((line) => `${line}\n`).join('');
  };
}

const keyOf = ({ environment, version, action, at }: AuditEntry): string => `${environment}/${version ?? at}/${action}`;

function groupsOf(entries: readonly AuditEntry[]): readonly (readonly AuditEntry[])[] {
  const groups: AuditEntry[][] = [];
  for (const entry of entries) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && keyOf(group[0]) === keyOf(entry)) group.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

function heading(entry: AuditEntry, { style, now }: RenderLogOptions): string[] {
  const { environment, version, commit, action } = entry;
  const at = Date.parse(entry.at);
  const versions = version === null ? '' : version === 1 ? ' v1' : ` v${version - 1} -> v${version}`;
  const head = [
    `${style.bold(formatInstant(Math.floor(at / 1_000) * 1_000))} ${style.dim(`(${formatRelative(at, now)})`)}`,
    style.bold(action.replace('_', ' ')),
    `${printable(environment ?? '')}${versions}`,
    ...(commit === null ? [] : [style.dim(commit.slice(0, 7))]),
  ].join('  ');
  return [head, ...renderColumns(facts(entry, style), '  ')];
}

function facts(entry: AuditEntry, style: Style): string[][] {
  const { person, actor, login, reason, changeRequest } = entry;
  const who = person === null ? actor : `${person} (${actor})`;
  const isOwn = actor === `database:${login}` || actor.startsWith('local:');
  const rows = [['by', printable(who) + (isOwn ? '' : style.dim(` through login ${printable(login)}`))]];
  if (reason !== null) rows.push(['reason', printable(reason)]);
  if (changeRequest !== null) rows.push(['request', printable(changeRequest)]);
  if (entry.isUnapproved)
    rows.push([style.red('UNAPPROVED'), style.red('by break-glass, without the approvals that are asked for')]);
  for (const approval of parseApprovals(entry.approvals)) rows.push(['approved', printable(approvalText(approval))]);
  return rows;
}

/** What is there of each: an entry that was written by hand may hold anything. */
function parseApprovals(text: string): readonly Partial<Approval>[] {
  try {
    const approvals: unknown = JSON.parse(text);
    return Array.isArray(approvals) ? approvals.map(parseApproval) : [];
  } catch {
    return [];
  }
}

function parseApproval(value: unknown): Partial<Approval> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, member]) => typeof member === 'string'));
}

function approvalText({ person, identity, commit, request }: Partial<Approval>): string {
  const on = commit === undefined ? '' : ` on ${commit.slice(0, 7)}`;
  return `${person ?? identity ?? 'somebody'}${on}${request === undefined || request === null ? '' : ` (request ${request})`}`;
}

function entryLines(entry: AuditEntry, { style, columns }: RenderLogOptions): string[] {
  const { seq, subject, oldState, newState } = entry;
  const name = subject === 'flag' ? nameOfEntry(entry) : `${subject} ${nameOfEntry(entry)}`;
  const [first = '', ...others] = wordsOf(entry);
  const number = `#${formatCount(Number(seq))}`;
  const indent = ' '.repeat(number.length + 4);
  const differences = oldState === null || newState === null ? [] : stateDifferences(oldState, newState);
  const lines = differences.flatMap((difference) => differenceLines(difference, style, columns - indent.length - 2));
  const more = lines.length - MAX_LINES;
  return [
    `  ${style.dim(number)}  ${style.bold(printable(name))}  ${printable(first)}`,
    ...others.map((words) => `${indent}${printable(words)}`),
    ...lines.slice(0, MAX_LINES).map((line) => `${indent}${line}`),
    ...(more > 0 ? [`${indent}${style.dim(`${formatCount(more)} more lines: --json has all of it`)}`] : []),
  ];
}

const SUBJECTS: ReadonlySet<string> = new Set(['flag', 'segment', 'group', 'environment', 'kill', 'hold']);

const isSubject = (subject: string): subject is ChangeSubject => SUBJECTS.has(subject);

/** What an entry says, in the words of the files. One that was tampered with may hold anything. */
export function wordsOf(entry: AuditEntry): string[] {
  const { subject, oldState, newState } = entry;
  try {
    if (isSubject(subject)) return describeChange({ subject, name: nameOfEntry(entry), oldState, newState });
    if (subject === 'policy') return ['who may change it, and with how many approvals'];
    if (oldState !== null || newState === null) return [];
    const { kind, name } = JSON.parse(newState) as { readonly kind?: unknown; readonly name?: unknown };
    return [`a ${String(kind)} key${typeof name === 'string' ? ` "${name}"` : ''}`];
  } catch {
    return ['(cannot be read)'];
  }
}

function differenceLines({ path, before, after }: StateDifference, style: Style, columns: number): string[] {
  const text = (sign: string, value: unknown): string =>
    shorten(printable(`${sign} ${path === '' ? '' : `${path}: `}${JSON.stringify(value)}`), Math.max(40, columns));
  return [
    ...(before === undefined ? [] : [style.red(text('-', before))]),
    ...(after === undefined ? [] : [style.green(text('+', after))]),
  ];
}

/** An entry for programs: its states as JSON, everything else as the log has it. */
export function entryJson(entry: AuditEntry): object {
  const { seq, oldState, newState, approvals, isUnapproved, ...rest } = entry;
  const value = (text: string | null): unknown => {
    try {
      return text === null ? null : JSON.parse(text);
    } catch {
      return text;
    }
  };
  return {
    ...{ seq: Number(seq), ...rest, isUnapproved, approvals: value(approvals) },
    ...{ oldState: value(oldState), newState: value(newState) },
  };
}
