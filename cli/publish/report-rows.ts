/** Rows of a summary: name, state, and what there is to say of it. */
import { countOf, formatCount } from '../terminal/count.ts';
import type { Style } from '../terminal/style.ts';
import { formatDuration } from '../terminal/time.ts';
import { shortCommit } from './plan-environment.ts';
import type { AnchorReport, LiveReport } from './publish-report.ts';
import type { Delivery } from './sync-target.ts';

/** `#4,812`, or `#4,812 to #4,830`. */
export function entryNumbers({ first, last }: { readonly first: string; readonly last: string }): string {
  const number = (seq: string): string => `#${seq.replace(/\B(?=(\d{3})+$)/g, ',')}`;
  return first === last ? number(first) : `${number(first)} to ${number(last)}`;
}

const TARGET_NAMES: Readonly<Record<Delivery['target'], string>> = { redis: 'Redis', edge: 'edge', bus: 'bus' };

/** How one target stands. */
export function deliveryRow({ target, kind, version, outcome, elapsedMs, note }: Delivery, style: Style): string[] {
  const name = TARGET_NAMES[target];
  const what = kind === 'keys' ? 'keys ' : '';
  switch (outcome) {
    case 'written':
      return [
        name,
        `v${version}`,
        `${what}${note === null ? '' : `${note}, `}read back in ${formatDuration(elapsedMs)}`,
      ];
    case 'held':
      return [name, `v${version}`, `${what}held already, read back in ${formatDuration(elapsedMs)}`];
    case 'ahead':
      return [name, style.red('ahead'), style.red(`${what}left as it is`)];
    case 'failed':
      return [name, style.red('failed'), `${what}finish with: flagforge publish --resume`];
    default:
      return outcome satisfies never;
  }
}

/** Where the head of the audit chain went. */
export function anchorRow({ anchor, problem }: AnchorReport, style: Style): string[] {
  if (anchor === null || problem !== null)
    return ['anchor', style.red('failed'), 'finish with: flagforge publish --resume'];
  const where = anchor.pushedTo === null ? style.dim('(this repository only: it has no remote)') : '';
  return ['anchor', `flagforge-audit @ ${shortCommit(anchor.commit)}`, where];
}

/** `on 3 of 3 evaluators after 0.3 s` */
export function liveText({ live, evaluators, elapsedMs }: LiveReport): string {
  return `on ${formatCount(live)} of ${countOf(evaluators, 'evaluator')} after ${(elapsedMs / 1000).toFixed(1)} s`;
}

/** What nobody may miss of evaluators that what was written cannot reach; empty where there are none. */
export function aheadLines(live: LiveReport | null, style: Style): string[] {
  if (live === null || live.ahead === 0) return [];
  const does =
    live.ahead === 1
      ? 'it serves something newer than Postgres has, and takes'
      : 'they serve something newer than Postgres has, and take';
  return [
    style.red(`NOT on ${countOf(live.ahead, 'evaluator')}: ${does} nothing older. See: flagforge explain FF3012`),
  ];
}
