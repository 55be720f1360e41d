/** The one table of codes. Permanent: a code is never renumbered, reused or deleted. */

import { APPROVAL_CODES } from './codes/approvals.ts';
import { AUDIT_CODES } from './codes/audit.ts';
import { BUG_CODES } from './codes/bug.ts';
import { CONDITION_CODES } from './codes/condition.ts';
import { DATABASE_CODES } from './codes/database.ts';
import { DEV_CODES } from './codes/dev.ts';
import { DIFF_CODES } from './codes/diff.ts';
import { DOCTOR_CODES } from './codes/doctor.ts';
import { EDGE_CODES } from './codes/edge.ts';
import { EDGE_FUNCTION_CODES } from './codes/edge-function.ts';
import { EDIT_CODES } from './codes/edits.ts';
import { EMERGENCY_CODES } from './codes/emergency.ts';
import { FLAG_TEST_CODES } from './codes/flag-tests.ts';
import { FORGE_CODES } from './codes/forge.ts';
import { GIT_CODES } from './codes/git.ts';
import { HYGIENE_CODES } from './codes/hygiene.ts';
import { IDENTITY_CODES } from './codes/identity.ts';
import { KEY_CODES } from './codes/keys.ts';
import { LOCAL_FORGE_CODES } from './codes/local-forge.ts';
import { MANAGEMENT_CODES } from './codes/management.ts';
import { POLICY_CODES } from './codes/policy.ts';
import { PROPOSAL_CODES } from './codes/proposals.ts';
import { PUBLISH_CODES } from './codes/publish.ts';
import { REFERENCE_CODES } from './codes/references.ts';
import { ROLLOUT_CODES } from './codes/rollout.ts';
import { SCHEDULE_CODES } from './codes/schedule.ts';
import { SHAPE_CODES } from './codes/shape.ts';
import { TARGET_CODES } from './codes/targets.ts';
import { YAML_CODES } from './codes/yaml.ts';
import type { CodeDefinition, Finding, Severity } from './diagnostic.ts';

/** Every code by its name, `FF` and four digits. */
export const CODES: Readonly<Record<string, CodeDefinition>> = {
  ...YAML_CODES,
  ...SHAPE_CODES,
  ...REFERENCE_CODES,
  ...CONDITION_CODES,
  ...ROLLOUT_CODES,
  ...SCHEDULE_CODES,
  ...POLICY_CODES,
  ...HYGIENE_CODES,
  ...FLAG_TEST_CODES,
  ...PUBLISH_CODES,
  ...DIFF_CODES,
  ...EMERGENCY_CODES,
  ...AUDIT_CODES,
  ...DATABASE_CODES,
  ...TARGET_CODES,
  ...EDGE_CODES,
  ...EDGE_FUNCTION_CODES,
  ...KEY_CODES,
  ...DEV_CODES,
  ...GIT_CODES,
  ...APPROVAL_CODES,
  ...FORGE_CODES,
  ...LOCAL_FORGE_CODES,
  ...DOCTOR_CODES,
  ...EDIT_CODES,
  ...PROPOSAL_CODES,
  ...IDENTITY_CODES,
  ...MANAGEMENT_CODES,
  ...BUG_CODES,
};

/** What a finding says in words. */
export interface Description {
  readonly severity: Severity;
  readonly message: string;
  /** Absent when the code has none for these args. */
  readonly hint?: string;
}

/**
 * Turns a finding into words. Throws on a code that is not in the table: that is our bug, and the
 * fixtures' meta-test keeps it from happening.
 */
export const describe = (finding: Pick<Finding, 'code' | 'args'>): Description => {
  const definition = CODES[finding.code];
  if (definition === undefined) throw new Error(`code ${finding.code} is not in the table of codes`);
  const hint = definition.hint?.(finding.args);
  const message = definition.message(finding.args);
  return hint === undefined || hint === ''
    ? { severity: definition.severity, message }
    : { severity: definition.severity, message, hint };
};

/** What `flagforge explain FF1203` shows. */
export interface CodeHelp {
  readonly code: string;
  readonly title: string;
  readonly severity: Severity;
  readonly paragraph: string;
  readonly example: { readonly wrong: string; readonly right: string } | null;
}

/** The help of a code, in any case (`ff1203` too); null for a code that does not exist. */
export const helpOf = (code: string): CodeHelp | null => {
  const name = code.trim().toUpperCase();
  const definition = Object.hasOwn(CODES, name) ? CODES[name] : undefined;
  if (definition === undefined) return null;
  return {
    code: name,
    title: definition.title,
    severity: definition.severity,
    paragraph: definition.help,
    example: definition.example ?? null,
  };
};
