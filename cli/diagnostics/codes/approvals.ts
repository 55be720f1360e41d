import type { CodeDefinition } from '../diagnostic.ts';
import { listOf, textOf } from './wording.ts';

const orNobody = (roles: string): string => (roles === '' ? 'nobody' : roles);

/** FF4050-FF4079: who agreed to a change, and to what is published. */
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
  FF4053: {
    severity: 'error',
    title: 'a change request that is not whole',
    message: (args) =>
      `${textOf(args.forge)} does not tell the whole of request #${textOf(args.number)}: ${textOf(args.missing)}`,
    hint: () => 'nothing was approved; try again',
    help: 'Who wrote a change and who approved it must be known in full, of one and the same last commit. What cannot be seen cannot be judged, so the check refuses rather than guess.',
  },
  FF4054: {
    severity: 'error',
    title: 'a change that does not compile',
    message: (args) => `the change does not compile, so nobody can tell what it touches: ${listOf(args.errors)}`,
    hint: () => 'nothing was approved; see: flagforge validate',
    help: 'Which environments a change touches, and so who must approve it, is read from what it compiles to. A project with errors compiles to nothing. Mend them first: `flagforge validate` names each with its place.',
  },
  FF4055: {
    severity: 'error',
    title: 'a request that is not open',
    message: (args) => `request #${textOf(args.number)} is ${textOf(args.state)}`,
    hint: () => 'only open requests are checked; what is merged is checked again by flagforge publish',
    help: '`approve-check` says whether an open change request may be merged. Once it is merged, `flagforge publish` judges the commit that it became, by the same rules.',
  },
  FF4056: {
    severity: 'error',
    title: 'somebody pushed meanwhile',
    message: (args) =>
      `the last commit of request #${textOf(args.number)} is ${textOf(args.head).slice(0, 7)}, not ${textOf(args.expected).slice(0, 7)}`,
    hint: () => 'nothing was approved; check the new commit, whose approvals begin anew',
    help: 'An approval counts for the commit that was looked at, and only while that is the last one of its request.',
  },
  FF4057: {
    severity: 'error',
    title: 'a commit that cannot be fetched',
    message: (args) =>
      `commit ${textOf(args.commit).slice(0, 7)} of ${textOf(args.forge)} is not in this clone: ${textOf(args.said)}`,
    hint: () =>
      'nothing was approved; fetch it by hand, or check with a clone whose origin is that repository (in GitHub Actions: actions/checkout with fetch-depth: 0)',
    help: 'What a change does is read from git: the newest commit of the base branch, and the last one of the request. What this clone lacks is fetched from its remote; no branch of yours is moved.',
  },
  FF4058: {
    severity: 'error',
    title: 'unrelated histories',
    message: (args) => `request #${textOf(args.number)} has no commit in common with the base branch`,
    hint: () => 'nothing was approved; begin its branch at the base branch, and propose the change again',
    help: 'A change is judged by the rules of the commit that it was made on. A branch that begins from nothing was made on none.',
  },
  FF4059: {
    severity: 'error',
    title: 'which request?',
    message: () => 'nothing says which change request to check',
    hint: () =>
      'name it: flagforge approve-check --request 118. In GitHub Actions it is found by itself on pull_request, pull_request_review and merge_group',
    help: 'The number comes from `--request`, else from the event of GitHub Actions (`GITHUB_EVENT_PATH`), else from `GITHUB_REF` (`refs/pull/118/merge`).',
  },
  FF4060: {
    severity: 'error',
    title: 'no number of a request',
    message: (args) => `${textOf(args.option)} ${JSON.stringify(textOf(args.given))} is no number`,
    hint: (args) => `write the number of the change request: ${textOf(args.option)} 118`,
    help: 'Change requests are named by their number, a whole one from 1 on.',
  },
  FF4061: {
    severity: 'error',
    title: 'a change that is not approved',
    message: (args) =>
      `${textOf(args.environment)} asks for ${textOf(args.needed)} approval${args.needed === 1 ? '' : 's'} (${orNobody(listOf(args.approvers, ' or '))}) of what changes it, and not every change has them`,
    hint: (args) =>
      `nothing was published there. In an emergency (${orNobody(listOf(args.breakGlass, ' or '))}): flagforge publish --environment ${textOf(args.environment)} --unapproved --reason "..."`,
    help: 'Publishing judges each change between the published commit and the new one by itself, whatever CI said: a change that touches the environment must come from a merged change request, with the approvals that the strictest rules ask for (those that are published, those before the change, those after it, and those of the branch by now), on its last commit, of people who did not write it; and what was merged must be what was reviewed. Changes that leave the environment as it is need nothing. Someone whose role is among `breakGlass` may publish with `--unapproved --reason "why"`; the audit log and `flagforge status` show it as unapproved.',
  },
};
