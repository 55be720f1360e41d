/** Words that every form of the report has in common. */
import { countOf, formatCount } from '../../diagnostics/count.ts';
import type { AttributeDiff, EnvironmentDiff, ItemDiff, RiskReason } from '../project-diff.ts';
import type { ApprovalsReport, DiffReport, FlagSamples, NeededApprovals, SampleMove } from './report.ts';

/** Whether anything differs that FlagForge knows of. */
export const isChange = ({ diff }: DiffReport): boolean =>
  diff.settings.length > 0 || diff.attributes.length > 0 || diff.environments.some(({ isChanged }) => isChanged);

/** `3 flags change`, `new: 28 flags`, `no change`. */
export function summaryOf({ presence, isChanged, items, affected }: EnvironmentDiff): string {
  const flags = new Set([
    ...affected.map(({ flag }) => flag),
    ...items.filter(({ subject }) => subject === 'flag').map(({ name }) => name),
  ]);
  if (presence === 'added') return `new environment, ${countOf(flags.size, 'flag')}`;
  if (presence === 'removed') return 'the environment goes';
  if (!isChanged) return 'no change';
  if (flags.size > 0) return changes(flags.size, 'flag');
  if (items.length === 0) return 'only who may change it';
  const [first] = items;
  if (first?.subject === 'environment') return 'its settings change';
  return `${items.map(nameOfItem).join(', ')}: no flag answers differently`;
}

const changes = (count: number, noun: string): string => `${countOf(count, noun)} change${count === 1 ? 's' : ''}`;

/** A flag goes by its key, others with what they are. */
export function nameOfItem({ subject, name }: Pick<ItemDiff, 'subject' | 'name'>): string {
  if (subject === 'flag') return name;
  return subject === 'environment' ? '(environment)' : `${subject} ${name}`;
}

/** What the sample contexts say of one flag: `412 of 10,000 sample contexts change (contexts/orders.jsonl)`. */
export function sampleLines(report: DiffReport, environment: string, flag: string): readonly string[] {
  return report.samples.flatMap(({ source, count, flags }) => {
    const found = flags.find((each) => each.flag === flag && each.environment === environment);
    if (found === undefined) return [];
    const verb = found.changed === 1 ? 'changes' : 'change';
    return [
      `${formatCount(found.changed)} of ${countOf(count, 'sample context')} ${verb} (${source})${detailOf(found)}`,
    ];
  });
}

/** Sources of which no context changes: `none of 2,000 sample contexts changes (contexts/orders.jsonl)`; empty ones. */
export function unchangedSamples({ samples }: DiffReport): readonly string[] {
  return samples.flatMap(({ source, count, flags }) => {
    if (flags.length > 0) return [];
    return [
      count === 0 ? `there are none in ${source}` : `none of ${countOf(count, 'sample context')} changes (${source})`,
    ];
  });
}

/** A few contexts are named; of many only how many go where. */
function detailOf({ moves, changed }: FlagSamples): string {
  if (moves.length === 1 && changed > 3) return '';
  const parts = moves.map(({ from, to, count, examples }) => {
    const step = stepText({ from, to });
    return count <= 3 ? `${examples.join(', ')} ${step}` : `${formatCount(count)} ${step}`;
  });
  return `: ${parts.join('; ')}`;
}

/** `off -> on`; one that keeps its variant gets another value. */
export function stepText({ from, to }: Pick<SampleMove, 'from' | 'to'>): string {
  if (from === to) return `another value of ${from ?? 'it'}`;
  return `${from ?? 'no value'} -> ${to ?? 'no value'}`;
}

/** `production 1 (editor or admin, not pat@acme.com)`; null: nobody needs to agree. */
export function approvalsText({ needed, authors }: ApprovalsReport): string | null {
  if (needed.length === 0) return null;
  const not = notText(authors);
  const [first] = needed;
  if (needed.length === 1 && first !== undefined) return needText(first, not);
  return `${needed.map((each) => needText(each, '')).join(', ')}${not === '' ? '' : `; ${not}`}`;
}

const MAX_AUTHORS = 3;

function notText(authors: readonly string[]): string {
  if (authors.length === 0) return '';
  const shown = authors.slice(0, MAX_AUTHORS);
  const more = authors.length > MAX_AUTHORS ? ` or ${authors.length - MAX_AUTHORS} more who made it` : '';
  return `not ${shown.join(' or ')}${more}`;
}

function needText({ environment, needed, roles, matters }: NeededApprovals, not: string): string {
  if (environment === null) {
    const what = `an admin of the project, for ${mattersText(matters)}`;
    return `rules ${needed} (${[what, not].filter((part) => part !== '').join('; ')})`;
  }
  const who = roles.length === 0 ? 'nobody may give them' : roles.join(' or ');
  return `${environment} ${needed} (${[who, not].filter((part) => part !== '').join(', ')})`;
}

/** Settings of one file are named together: `groups, access in flags/flagforge.yaml`. */
function mattersText(matters: readonly string[]): string {
  const last = matters.map((matter) => / in \S+$/.exec(matter)?.[0] ?? '');
  return matters
    .map((matter, index) => {
      const suffix = last[index] ?? '';
      return suffix !== '' && suffix === last[index + 1] ? matter.slice(0, -suffix.length) : matter;
    })
    .join(', ');
}

/** What the user should know of the comparison itself. */
export function notesOf({ base, head }: DiffReport): readonly string[] {
  return [
    ...(base.hasProject ? [] : [`the base ${base.commit.slice(0, 7)} has no project there: everything is new`]),
    ...(head.hasProject ? [] : ['the project goes']),
    ...(base.leftOut.length === 0
      ? []
      : [
          `the base ${base.commit.slice(0, 7)} has errors, and what changes in these files cannot be told: ${base.leftOut.join(', ')}`,
        ]),
  ];
}

/** `new-checkout: rule "us-canary" gives on to fewer units: 25 % -> 10 %`. */
export function reasonText({ flag, text }: RiskReason): string {
  return flag === null ? text : `${flag}: ${text}`;
}

/** Whose conditions read an attribute: `read by new-checkout, search-v2 (production)`; empty where nobody's do. */
export function readersText({ readers }: AttributeDiff): string {
  const parts = readers.map(({ environment, flags }) => {
    const more = flags.length > MAX_READERS ? ` and ${flags.length - MAX_READERS} more` : '';
    return `${flags.slice(0, MAX_READERS).join(', ')}${more} (${environment})`;
  });
  return parts.length === 0 ? 'no flag reads it' : `read by ${parts.join('; ')}`;
}

const MAX_READERS = 5;
