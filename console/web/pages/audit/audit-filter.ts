/** What the audit log is narrowed by, as the route and the URL name it. */
export const AUDIT_FILTERS = ['flag', 'environment', 'actor', 'action', 'since', 'until'] as const;
export type AuditFilterName = (typeof AUDIT_FILTERS)[number];
export type AuditFilter = Readonly<Partial<Record<AuditFilterName, string>>>;

/** Actions as people say them, in the order of their weight. */
export const ACTIONS: Readonly<Record<string, string>> = {
  publish: 'published',
  kill: 'killed',
  revive: 'revived',
  rollback: 'rolled back',
  release: 'released the hold of',
  key_created: 'created a key for',
  key_rotated: 'rotated a key of',
  key_revoked: 'revoked a key of',
};
