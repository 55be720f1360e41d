import { type PageName, pagePath } from '../../../api/page-paths.ts';
import type { IconName } from '../../parts/icon.tsx';

/** Somewhere to go in a project. */
export interface ShellPlace {
  readonly page: PageName;
  readonly path: string;
  readonly icon: IconName;
  readonly text: string;
  readonly count?: number;
  /** The page that is shown is this one, or further in. */
  readonly isHere: boolean;
  /** The second of the two keys that lead there, after `g`. */
  readonly key: string;
}

interface Row {
  readonly page: PageName;
  readonly also?: readonly PageName[];
  readonly icon: IconName;
  readonly text: string;
  readonly key: string;
}

const ROWS: readonly Row[] = [
  { page: 'dashboard', also: ['flag', 'flagIn', 'newFlag'], icon: 'flag', text: 'Flags', key: 'f' },
  { page: 'requests', also: ['request', 'draft'], icon: 'request', text: 'Change requests', key: 'c' },
  { page: 'segments', also: ['segment', 'newSegment'], icon: 'segment', text: 'Segments', key: 's' },
  { page: 'schedules', icon: 'clock', text: 'Schedules', key: 't' },
  { page: 'audit', icon: 'list', text: 'Audit', key: 'a' },
  { page: 'environments', also: ['environment'], icon: 'key', text: 'Environments & keys', key: 'e' },
  { page: 'killSwitch', icon: 'power', text: 'Kill switch', key: 'k' },
  { page: 'members', icon: 'people', text: 'Members', key: 'm' },
  { page: 'system', icon: 'system', text: 'System', key: 'y' },
];

/** Where one can go from a page, in the order of the navigation. */
export function placesOf(
  project: string,
  here: PageName,
  counts: { readonly flags: number; readonly requests: number },
): readonly ShellPlace[] {
  const countOf: Partial<Record<PageName, number>> = { dashboard: counts.flags, requests: counts.requests };
  return ROWS.map(({ page, also = [], icon, text, key }) => {
    const count = countOf[page];
    return {
      ...{ page, path: pagePath(page, { project }), icon, text, key },
      ...(count === undefined ? {} : { count }),
      isHere: page === here || also.includes(here),
    };
  });
}
