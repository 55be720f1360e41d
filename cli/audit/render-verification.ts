/** The answer of `audit verify`. Pure. */
import { describe, helpOf } from '../diagnostics/codes.ts';
import { renderColumns } from '../terminal/columns.ts';
import { countOf, formatCount } from '../terminal/count.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { formatDuration } from '../terminal/time.ts';
import type { AuditFinding } from './audit-finding.ts';
import type { Verification } from './verify-log.ts';

/** What is proved, and the codes of the findings that disprove it. */
const CLAIMS: readonly (readonly [name: string, codes: readonly string[]])[] = [
  ['chain', ['FF3040', 'FF3041', 'FF3042', 'FF3043', 'FF3044', 'FF3045', 'FF3046', 'FF3049']],
  ['anchors', ['FF3047', 'FF3048', 'FF3063']],
  ['snapshots', ['FF3054', 'FF3055', 'FF3056', 'FF3057', 'FF3058', 'FF3059', 'FF3065']],
  ['entries', ['FF3050', 'FF3051', 'FF3052', 'FF3053', 'FF3064', 'FF3070', 'FF3071']],
  ['keys', ['FF3060']],
  ['database', ['FF3061', 'FF3062']],
];

/** How many findings are written out; the others are counted by what they are. */
const SHOWN = 10;

export function renderVerification(verification: Verification, style: Style, elapsedMs: number): string {
  const { organization, projects, entries, versions, commits, found } = verification;
  const name = projects.length === 1 ? `${organization}/${projects[0]}` : organization;
  const numbers = `${countOf(entries, 'entry', 'entries')}, ${countOf(versions, 'version')}, ${countOf(commits, 'commit')}`;
  const isProved = found.errorCount === 0;
  const time = formatDuration(elapsedMs);
  return [
    `${style.bold(printable(name))}   ${numbers}`,
    ...renderColumns(
      CLAIMS.map(([claim, codes]) => [claim, claimText(claim, countOfCodes(found.counts, codes), verification, style)]),
      '  ',
    ),
    ...found.warnings.map((finding) => `  ${style.yellow('note')}  ${printable(describe(finding).message)}`),
    ...(isProved ? [] : ['', ...findingLines(verification, style), '']),
    isProved
      ? style.green(`Proved in ${time}.`)
      : style.red(`Not proved: ${countOf(found.errorCount, 'finding')} in ${time}.`),
    '',
  ].join('\n');
}

const countOfCodes = (counts: ReadonlyMap<string, number>, codes: readonly string[]): number =>
  codes.reduce((sum, code) => sum + (counts.get(code) ?? 0), 0);

function claimText(claim: string, findings: number, verification: Verification, style: Style): string {
  const { anchors, versions, proved, unanchored } = verification;
  const tail = `not yet anchored: ${formatCount(unanchored)}`;
  const text: Readonly<Record<string, string>> = {
    chain: 'whole',
    anchors: `${formatCount(anchors.agreeing)} of ${formatCount(anchors.anchors)} agree${anchors.evaluators === 0 ? '' : `, and ${countOf(anchors.evaluators, 'evaluator')}`}; last entries ${tail}`,
    snapshots: `${formatCount(proved)} of ${formatCount(versions)} equal a fresh compile of their commit`,
    entries: 'each equals one change between two snapshots, and the other way round',
    keys: 'each is what its entries say',
    database: 'triggers, policies, grants and owners are those of the migrations',
  };
  if (!verification.isReadable && claim !== 'database') return style.red('could not be read');
  if (findings === 0) return text[claim] ?? '';
  const counted = claim === 'anchors' || claim === 'snapshots' ? `; ${text[claim] ?? ''}` : '';
  return `${style.red(countOf(findings, 'finding'))}${counted}`;
}

function findingLines({ found }: Verification, style: Style): string[] {
  const shown = found.errors.slice(0, SHOWN);
  const [first] = found.errors;
  const hint = first === undefined ? undefined : describe(first).hint;
  const lines = shown.flatMap((finding, index) => [
    findingLine(finding, style),
    ...(index === 0 && hint !== undefined ? [`        ${hint}`] : []),
  ]);
  const rest = new Map(found.counts);
  for (const { code } of shown) rest.set(code, (rest.get(code) ?? 0) - 1);
  const more = [...rest].filter(([, count]) => count > 0);
  return [
    ...lines,
    ...more.map(([code, count]) => `${formatCount(count)} more  ${style.dim(code)}  ${helpOf(code)?.title ?? ''}`),
  ];
}

function findingLine(finding: AuditFinding, style: Style): string {
  return `${style.red('error')}  ${finding.code}  ${printable(describe(finding).message)}`;
}

/** The same for programs. At most 1,000 findings, and how many there are. */
export function verificationJson(verification: Verification, elapsedMs: number): object {
  const { organization, projects, entries, versions, proved, commits, anchors, isReadable, unanchored, found } =
    verification;
  return {
    ...{ organization, projects, isProved: found.errorCount === 0, isReadable, entries, versions, proved, commits },
    anchors: { ...anchors, unanchored },
    findingCount: found.errorCount,
    counts: Object.fromEntries(found.counts),
    findings: found.errors.map(findingJson),
    notes: found.warnings.map(findingJson),
    elapsedMs: Math.round(elapsedMs),
  };
}

function findingJson(finding: AuditFinding): object {
  const { code, seq, project, environment, version, args } = finding;
  const { severity, message, hint } = describe(finding);
  return { code, severity, message, ...(hint === undefined ? {} : { hint }), seq, project, environment, version, args };
}
