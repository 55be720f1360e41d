/** Where the console's pages are. `{name}` is one step of a path. */
export const PAGE_PATHS = {
  home: '/',
  dashboard: '/p/{project}',
  flag: '/p/{project}/flags/{flag}',
  flagIn: '/p/{project}/flags/{flag}/{environment}',
  newFlag: '/p/{project}/new-flag',
  draft: '/p/{project}/draft',
  requests: '/p/{project}/requests',
  request: '/p/{project}/requests/{number}',
  segments: '/p/{project}/segments',
  newSegment: '/p/{project}/new-segment',
  segment: '/p/{project}/segments/{segment}',
  schedules: '/p/{project}/schedules',
  audit: '/p/{project}/audit',
  environments: '/p/{project}/environments',
  environment: '/p/{project}/environments/{environment}',
  killSwitch: '/p/{project}/kill-switch',
  members: '/p/{project}/members',
  system: '/p/{project}/system',
} as const;

export type PageName = keyof typeof PAGE_PATHS;

/** A page and what its path names. */
export interface PagePlace {
  readonly page: PageName;
  readonly params: Readonly<Record<string, string>>;
}

const PATTERNS = (Object.entries(PAGE_PATHS) as [PageName, string][]).map(([page, path]) => ({
  page,
  pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[A-Za-z0-9._-]{1,200})')}$`),
}));

/** The page of a path, or null: there is none. */
export function pageAt(path: string): PagePlace | null {
  for (const { page, pattern } of PATTERNS) {
    const found = pattern.exec(path);
    if (found !== null) return { page, params: { ...found.groups } };
  }
  return null;
}

/** The path of a page: `pagePath('flag', { project: 'web-store', flag: 'new-checkout' })`. */
export function pagePath(page: PageName, params: Readonly<Record<string, string>>): string {
  return PAGE_PATHS[page].replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
}
