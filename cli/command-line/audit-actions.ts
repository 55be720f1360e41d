/** Everything that an entry of the audit log can be part of. */
export const AUDIT_ACTIONS: readonly string[] = [
  'publish',
  'kill',
  'revive',
  'rollback',
  'hold',
  'release',
  'key_create',
  'key_rotate',
  'key_revoke',
];
