import { AUDIT_COMMANDS } from './audit-commands.ts';
import type { CommandGroup, CommandSpec } from './command.ts';
import { DOCTOR_COMMANDS } from './doctor-command.ts';
import { EDGE_COMMANDS } from './edge-commands.ts';
import { EDITING_COMMANDS } from './editing-commands.ts';
import { EMERGENCY_COMMANDS } from './emergency-commands.ts';
import { KEYS_COMMANDS } from './keys-commands.ts';
import { MIGRATE_COMMANDS } from './migrate-command.ts';
import { PROMOTE_COMMANDS } from './promote-command.ts';
import { PUBLISH_COMMANDS } from './publish-command.ts';
import { REVIEW_COMMANDS } from './review-commands.ts';
import { SERVING_COMMANDS } from './serving-commands.ts';
import { TYPES_COMMANDS } from './types-command.ts';

/** Every command, in the order in which help lists them. */
export const CATALOG: readonly CommandSpec[] = [
  ...EDITING_COMMANDS,
  ...SERVING_COMMANDS,
  ...TYPES_COMMANDS,
  ...REVIEW_COMMANDS,
  ...PROMOTE_COMMANDS,
  ...MIGRATE_COMMANDS,
  ...PUBLISH_COMMANDS,
  ...EMERGENCY_COMMANDS,
  ...DOCTOR_COMMANDS,
];

/** Words with commands of their own below them. */
export const GROUPS: readonly CommandGroup[] = [...AUDIT_COMMANDS, ...KEYS_COMMANDS, ...EDGE_COMMANDS];
