/** Entries about who may change an environment: rules that were published without anything else. */
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { Policy } from '../identity/policy.ts';
import { type AuditFinding, findingOf } from './audit-finding.ts';
import { missingApprovals, policyIn } from './verify-action.ts';
import { type CheckedEntry, judgeLooseEntry } from './verify-entries.ts';
import type { VersionTools } from './verify-version.ts';

/** Checks an entry of subject `policy` against its commit, and goes on from what it says. */
export async function verifyPolicy(tools: VersionTools, checked: CheckedEntry): Promise<void> {
  const { entry } = checked;
  const { oldState, newState, commit, environment } = entry;
  const state = tools.states.of(entry);
  const { newest, policy } = state;
  const loose = judgeLooseEntry(checked, newest === null || commit === null || newState === null);
  if (loose !== null) tools.report(loose);
  if (newest === null || commit === null || newState === null) return;
  const content = await tools.loadCommit(commit, newest.directory);
  const brought = policyIn(content, state.environment);
  const seq = Number(entry.seq);
  const about = { environment: environment ?? '', version: newest.version };
  const report = (code: string, args: AuditFinding['args']): void =>
    tools.report(findingOf(code, entry, seq, { ...about, ...args }));
  const columns = [
    ...(policy !== 'unknown' && oldState !== (policy === null ? null : canonicalJson(policy)) ? ['old_state'] : []),
    ...(brought !== null && newState !== canonicalJson(brought) ? ['new_state'] : []),
  ];
  if (columns.length > 0 && loose === null) report('FF3052', { seq, name: 'the rules', columns });
  if ((await tools.descends(newest.tip, commit)) === false)
    report('FF3071', { problem: 'diverged', commit, before: newest.tip });
  const missing = missingApprovals(entry.approvals, policy, brought, state.environment);
  if (missing !== null && !entry.isUnapproved && !tools.devProjects.has(state.project))
    report('FF3064', { ...missing });
  state.policy = brought ?? parsePolicy(newState);
  state.newest = { ...newest, tip: commit };
}

function parsePolicy(text: string): Policy | 'unknown' {
  try {
    return JSON.parse(text) as Policy;
  } catch {
    return 'unknown';
  }
}
