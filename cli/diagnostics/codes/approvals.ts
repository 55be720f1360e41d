import type { CodeDefinition } from '../diagnostic.ts';
import { listOf, textOf } from './wording.ts';

const orNobody = (roles: string): string => (roles === '' ? 'nobody' : roles);

/** FF4050-FF4059: who agreed to what is published. */
export const APPROVAL_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF4050: {
    severity: 'error',
    title: 'not approved',
    message: (args) =>
      `${textOf(args.environment)} asks for ${textOf(args.needed)} approval${args.needed === 1 ? '' : 's'} (${orNobody(listOf(args.approvers, ' or '))}), and this commit has ${args.given === 0 ? 'none' : textOf(args.given)}`,
    hint: (args) =>
      `nothing was published there. In an emergency (${orNobody(listOf(args.breakGlass, ' or '))}): flagforge publish --environment ${textOf(args.environment)} --unapproved --reason "..."`,
    help: 'An environment asks for the approvals that its policy names, of people with the roles under `approvers` who did not write the change. The stricter of the published policy and the policy of the commit counts, so that a commit cannot loosen the rules that it is judged by. Publishing checks this itself, whatever CI did. Someone whose role is among `breakGlass` may publish with `--unapproved --reason "why"`; the audit log and `flagforge status` show it as unapproved.',
  },
  FF4051: {
    severity: 'error',
    title: 'no right to publish unapproved',
    message: (args) =>
      `--unapproved needs the role ${orNobody(listOf(args.breakGlass, ' or '))} in ${textOf(args.environment)}, and you do not have it`,
    hint: () =>
      'nothing was published there; ask for the approvals, or ask someone with that role. Roles are under `access` in flagforge.yaml',
    help: 'Publishing without the approvals that an environment asks for is for those whose role is under its `breakGlass`, both in the published policy and in that of the commit. Roles are given under `access` in flagforge.yaml, to any identity of a person under `people`: a database login counts as `database:<login>`.',
  },
};
