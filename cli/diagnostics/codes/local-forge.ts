import type { CodeDefinition } from '../diagnostic.ts';
import { listOf, textOf } from './wording.ts';

/** FF4150-FF4179: the local forge of `flagforge dev`. */
export const LOCAL_FORGE_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF4150: {
    severity: 'error',
    title: 'git is too old to merge',
    message: (args) => `git ${textOf(args.version)} cannot merge without a checkout: 2.38 or newer is needed`,
    hint: () => 'update git: https://git-scm.com/downloads; nothing was merged',
    help: 'The local forge of `flagforge dev` merges inside its own bare repository, so that no file of yours is touched before it is known that the result is good. Git can do that since version 2.38.',
  },
  FF4151: {
    severity: 'error',
    title: 'no such change request',
    message: (args) => `there is no change request #${textOf(args.number)} in the local forge`,
    help: 'Change requests of `flagforge dev` are numbered from 1 in each project. They live in the database of dev and in its own repository, .flagforge/history.git; both begin anew when that folder is deleted.',
  },
  FF4152: {
    severity: 'error',
    title: 'the change moved on',
    message: (args) =>
      `change request #${textOf(args.number)} is at ${textOf(args.head)} by now, not at ${textOf(args.given)}: what you looked at is not what would be merged`,
    hint: () => 'look at the newest commit, then do it again; nothing was changed',
    help: 'A review, an update and a merge each name the commit that they are about. When somebody pushed another commit meanwhile, they are refused, because nobody has seen the two together. Approvals of an older commit do not count for the newer one.',
  },
  FF4153: {
    severity: 'error',
    title: 'the change conflicts',
    message: (args) => `both sides changed ${listOf(args.files)} since ${textOf(args.base)}`,
    hint: () => 'make the change again on top of what is there now; nothing was changed',
    help: 'The same lines (or, when a change is opened, the same files) were changed on the base branch after the commit that this change was made on. FlagForge does not guess which of the two is meant.',
  },
  FF4154: {
    severity: 'error',
    title: 'the merged project has errors',
    message: (args) => `with it the project would have ${textOf(args.problems)}: ${textOf(args.first)}`,
    hint: () => 'mend it in the change; or in your files, where it fails without the change too; nothing was merged',
    help: 'Two changes can fit together line by line and be wrong together: one archives a flag, the other begins to require it. So the merged files are compiled and their flag tests are run before the branch moves. What is found there is often in files that each side had right. A flag test that a save broke stops every merge until it is mended: `flagforge test`.',
  },
  FF4155: {
    severity: 'error',
    title: 'files changed meanwhile',
    message: (args) => `${listOf(args.files)} in ${textOf(args.folder)} is not as the last good save has it`,
    hint: () =>
      'finish that edit and save it, or undo it, then merge again; nothing was merged and no file was written',
    help: 'What the local forge merges is written back to your files. A file that holds an edit which dev has not taken yet (it is half done, or has errors) would lose it, so the merge is refused as a whole.',
  },
  FF4156: {
    severity: 'error',
    title: 'the change request is closed',
    message: (args) => `change request #${textOf(args.number)} is ${textOf(args.state)}`,
    hint: () => 'open a new one',
    help: 'A change request that was merged or closed takes no more commits, reviews or merges.',
  },
  FF4157: {
    severity: 'error',
    title: 'one’s own change',
    message: (args) =>
      `${textOf(args.who)} had a hand in change request #${textOf(args.number)} (${textOf(args.why)}) and cannot review it`,
    hint: () => 'somebody else has to; a comment is always possible',
    help: 'An approval is a review by somebody other than every author of the change. Authors are compared as persons: all names that `people` in flagforge.yaml gives one person are one, before the change and after it.',
  },
  FF4158: {
    severity: 'error',
    title: 'this reviewer does not count',
    message: (args) => `${textOf(args.who)} cannot review: ${textOf(args.why)}`,
    hint: () => 'sign in as somebody whose identity is verified',
    help: 'Reviews are recorded only of people whose identity was verified. Bots, and whoever nobody can name, have no vote.',
  },
  FF4159: {
    severity: 'error',
    title: 'not a file of the project',
    message: (args) => `a change cannot write ${JSON.stringify(textOf(args.path))}: ${textOf(args.why)}`,
    hint: () =>
      'files of a project: flagforge.yaml, <flag>.yaml, <flag>.test.yaml, segments/<name>.yaml, contexts/<name>.yaml, and lists that a segment includes',
    help: 'A change request of the local forge is written back to your folder when it is merged, so it may hold files of the project and nothing else: no folder that begins with a dot, no path that leads out, no file that FlagForge would not read.',
  },
  FF4160: {
    severity: 'error',
    title: 'another merge is under way',
    message: (args) => `process ${textOf(args.pid)} is merging in this project`,
    hint: () => 'wait for it and try again; nothing was merged here',
    help: 'Merges of one project are done one after the other, also those of several processes. The other one did not finish in time.',
  },
  FF4161: {
    severity: 'error',
    title: 'nothing to propose',
    message: () => 'the change is empty: every file is as the base has it already',
    hint: () => 'nothing was opened',
    help: 'A change request has at least one file that differs from the commit it was made on.',
  },
  FF4162: {
    severity: 'error',
    title: 'the proposal cannot be used',
    message: (args) => `the change cannot be opened: ${textOf(args.why)}`,
    help: 'A proposal has a title of one line (1 to 200 characters), a base commit that is on the base branch, text files of at most 1 MiB, and a proposer whose identity was verified.',
  },
  FF4163: {
    severity: 'error',
    title: 'this cannot merge',
    message: () => 'changes of the local forge are merged in the running flagforge dev',
    hint: () => 'start it, and merge in its console: flagforge dev',
    help: 'A merge is judged, written to your files and published in one go. The running `flagforge dev` does all three; other commands only open change requests.',
  },
  FF4164: {
    severity: 'error',
    title: 'dev has no history yet',
    message: () => 'the local forge has no commit to propose a change on',
    hint: () => 'start flagforge dev once, with files that have no errors',
    help: 'The local forge lives in the repository in which `flagforge dev` keeps each good save. Nothing was saved there yet.',
  },
  FF4165: {
    severity: 'error',
    title: 'the merge could not be written',
    message: (args) => `cannot write what was merged: ${textOf(args.reason)}`,
    hint: (args) => textOf(args.state),
    help: 'What the local forge merges is written back to your files, all of them or none. When one cannot be written, those before it are put back and the branch is where it was.',
  },
  FF4166: {
    severity: 'error',
    title: 'the end of the merge is not known',
    message: (args) =>
      `change request #${textOf(args.number)} was merged, and the database went away before it was told`,
    hint: () => 'the next start of flagforge dev, or the next merge, writes it down: flagforge dev',
    help: 'The branch and the files are moved before the database has the last word. A journal beside the repository says how far it came, and whoever comes next finishes it.',
  },
  FF4167: {
    severity: 'error',
    title: 'the branch keeps moving',
    message: (args) =>
      `the base branch moved ${textOf(args.times)} times while change request #${textOf(args.number)} was being merged`,
    hint: () => 'try again; nothing was merged',
    help: 'Each save and each merge moves the base branch, and a merge is worked out anew on top of it. After some times it is given up.',
  },
  FF4168: {
    severity: 'error',
    title: 'the change is not approved',
    message: (args) => `change request #${textOf(args.number)} is not approved: ${listOf(args.missing)}`,
    hint: () => 'nothing was merged',
    help: 'The local forge merges what the rules of the base branch let through, judged by the same code as `approve-check` on GitHub: enough approvals of the last commit, of people with the role, none of whom had a hand in the change. Each approval that does not count is listed with the rule that refused it.',
  },
  FF4169: {
    severity: 'error',
    title: 'this user may only read',
    message: (args) => `${textOf(args.who)} may only read here, and cannot ${textOf(args.act)} a change request`,
    hint: () => 'somebody who may write has to; nothing was changed',
    help: 'Merging, and closing what somebody else opened, is for users who may write: in `flagforge dev` everybody who is verified but viewers. Who may approve is another question, which `access` and `approvers` in flagforge.yaml answer.',
  },
};
