import type { Args, CodeDefinition } from '../diagnostic.ts';
import { didYouMean, listOf, textOf } from './wording.ts';

/** FF4000-FF4029: git. */
export const GIT_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF4000: {
    severity: 'error',
    title: 'git is not installed',
    message: () => 'git is not installed, or not in the PATH',
    hint: () => 'install git 2.30 or newer: https://git-scm.com/downloads',
    help: 'Flags are published from commits, and commits are read by git itself. It was not found among the programs in the PATH.',
  },
  FF4001: {
    severity: 'error',
    title: 'git is too old',
    message: (args) => `git ${textOf(args.version)} is too old: ${textOf(args.oldest)} or newer is needed`,
    hint: () => 'update git: https://git-scm.com/downloads',
    help: 'Older versions of git cannot be told where options end and names begin, so that a branch with a strange name could be taken for an option.',
  },
  FF4002: {
    severity: 'error',
    title: 'not in a git repository',
    message: (args) => `${textOf(args.folder)} is not in a git repository`,
    hint: () => 'flags are published from commits: git init, commit the folder, and run this again',
    help: 'Publishing takes a commit, so that everybody can see afterwards what was published, who wrote it and who agreed. The folder of the project does not lie in the work tree of a git repository.',
  },
  FF4003: {
    severity: 'error',
    title: 'git does not trust this repository',
    message: (args) => `git refuses ${textOf(args.folder)}, because another user owns it`,
    hint: (args) => `if you trust it: git config --global --add safe.directory ${quoted(textOf(args.folder))}`,
    help: 'Git does not read a repository of another user unless you say that you trust it, since its settings could start programs as you. This is common in containers, where the folder belongs to the user outside.',
  },
  FF4004: {
    severity: 'error',
    title: 'commit not found',
    message: (args) => `there is no commit ${JSON.stringify(textOf(args.ref))} in this clone`,
    hint: (args) => {
      const near = didYouMean(args);
      if (args.isShallow === true)
        return `${near} This clone is shallow and lacks most commits: git fetch --unshallow; in GitHub Actions give actions/checkout fetch-depth: 0`.trim();
      if (near !== '') return near;
      return args.isId === true
        ? 'fetch it first: git fetch origin. A commit that was never pushed is only where it was made'
        : 'name a branch, a tag or the id of a commit';
    },
    help: 'The name was looked up as git does: a branch, a tag, a full or short id, or something like HEAD~2. Nothing of that name is in this clone. Commits that others pushed are here only after `git fetch`, and a CI job often fetches one branch only.',
  },
  FF4005: {
    severity: 'error',
    title: 'short id of several commits',
    message: (args) => `${JSON.stringify(textOf(args.ref))} is the beginning of several commits`,
    hint: (args) => `write more of it: ${listOf(args.candidates)}`,
    help: 'A commit may be named by the first digits of its id as long as no other begins with them.',
  },
  FF4006: {
    severity: 'error',
    title: 'no commit yet',
    message: () => 'this repository has no commit yet',
    hint: () => 'commit the project first: git add --all && git commit',
    help: 'The branch that is checked out has no commit, so there is nothing that could be published.',
  },
  FF4007: {
    severity: 'error',
    title: 'no project in this commit',
    message: (args) => `commit ${textOf(args.commit)} has no flagforge.yaml in ${folderOf(args)}`,
    hint: (args) =>
      textOf(args.nested) === ''
        ? 'is it committed? git status shows what is not'
        : `there is one in ${textOf(args.nested)}: give that folder with --dir`,
    help: 'A project is a folder that holds flagforge.yaml. The commit was read as git has it, without what is on your disk: a file that was never committed, or a folder that was moved later, is not there.',
  },
  FF4008: {
    severity: 'error',
    title: 'git failed',
    message: (args) => `git ${textOf(args.command)} failed: ${textOf(args.said)}`.replace('git  failed', 'git failed'),
    hint: (args) =>
      /diskspace|No space left|Disk quota/.test(textOf(args.said))
        ? 'free some space on the disk of the repository; nothing of this was written'
        : 'this is what git says; git fsck looks for damage in the repository',
    help: 'A command of git ended with an error that FlagForge does not expect. Its own words are in the message.',
  },
  FF4009: {
    severity: 'error',
    title: 'git took too long',
    message: (args) => `git ${textOf(args.command)} did not end within ${textOf(args.seconds)} s, and was stopped`,
    hint: () => 'is the remote reachable? Try git fetch by hand; FlagForge never answers questions of git or ssh',
    help: 'Commands that talk to a remote repository have a time limit, since a CI job would otherwise wait for ever for somebody to answer a question.',
  },
  FF4010: {
    severity: 'error',
    title: 'part of the commit is missing',
    message: (args) => `object ${textOf(args.object)} of the commit is not in this clone`,
    hint: () => 'clone again, or look for damage with git fsck; a partial clone needs its remote to be reachable',
    help: 'A commit names the files that belong to it, and one of them is not there. The clone is damaged, or it is a partial clone whose remote did not give the file.',
  },
  FF4011: {
    severity: 'error',
    title: 'changes that no commit holds',
    message: (args) =>
      `${textOf(args.count)} file${args.count === 1 ? '' : 's'} of the project differ${args.count === 1 ? 's' : ''} from the commit: ${listOf(args.files)}`,
    hint: () => 'commit or stash them, or publish the commit as it is with --commit HEAD',
    help: 'What is published is a commit, never the files on your disk. Where they differ, you may expect to publish what you see; so this is refused until they agree, or until you name the commit yourself. Only files that FlagForge reads count, those that git ignores included.',
  },
  FF4012: {
    severity: 'error',
    title: 'shallow clone',
    message: () => 'this clone is shallow: its history is cut off',
    hint: () => 'git fetch --unshallow; in GitHub Actions give actions/checkout fetch-depth: 0',
    help: 'A publish is refused unless its commit descends from the one that is published. In a shallow clone git cannot tell: the commits in between are not there.',
  },
  FF4013: {
    severity: 'error',
    title: 'no such folder',
    message: (args) => `there is no folder ${textOf(args.folder)}`,
    hint: () => 'name the folder that holds flagforge.yaml with --dir',
    help: 'The folder of the project is not there.',
  },
  FF4020: {
    severity: 'error',
    title: 'the branch of anchors was rewritten',
    message: (args) =>
      textOf(args.tip) === ''
        ? `${whereOf(args)} no longer has the branch flagforge-audit, which had anchor ${textOf(args.seen)}`
        : `flagforge-audit ${inOf(args)} (${textOf(args.tip)}) no longer holds anchor ${textOf(args.seen)}, which was seen on it`,
    hint: (args) =>
      textOf(args.remote) === ''
        ? 'find out who moved it (git reflog flagforge-audit), set it back, and run flagforge audit verify'
        : `find out who moved it, restore it (git push ${textOf(args.remote)} flagforge-audit, forced if it must be) and run flagforge audit verify; protect the branch against force pushes and deletion`,
    help: 'The branch flagforge-audit keeps the heads of the audit chain outside of the database, so that a rewritten log is noticed. It only ever grows. This clone remembers the last anchor that it saw there, and the branch no longer has it in its history: somebody deleted it, set it back or replaced it. It is not followed; new anchors are kept in this clone until it is restored. What is remembered lies in the git dir, in flagforge/anchor.json; delete that file only if you know why the branch was replaced.',
  },
  FF4021: {
    severity: 'error',
    title: 'anchored in this clone only',
    message: (args) =>
      `the anchor of entry #${textOf(args.seq)} is in this clone only, not at ${textOf(args.remote)}: ${textOf(args.said)}`,
    hint: () =>
      'it goes along with the next publish, or with flagforge publish --resume; whoever publishes needs the right to push flagforge-audit',
    help: 'After each publish the head of the audit chain is pushed to the branch flagforge-audit of the flags repository. The remote did not take it, or could not be reached. The publish itself is done; until the anchor is at the remote, only this clone could show that the latest entries were rewritten. No password is ever asked for: give the job a token or a deploy key that may push this one branch.',
  },
  FF4022: {
    severity: 'error',
    title: 'not an anchor',
    message: (args) =>
      `commit ${textOf(args.commit)} of flagforge-audit has something in ${textOf(args.file)} that is no anchor`,
    hint: () => 'look at who committed it; only flagforge writes this branch, so protect it from everybody else',
    help: 'Every commit of the branch flagforge-audit writes one file, named after an organisation, with the number and the hash of an entry of its audit log. This one was damaged or written by hand.',
  },
  FF4023: {
    severity: 'error',
    title: 'another hash was anchored',
    message: (args) =>
      `entry #${textOf(args.seq)} of ${textOf(args.organization)} has another hash than the one that ${textOf(args.commit)} anchored`,
    hint: () => 'the audit log was rewritten, or this is another database: run flagforge audit verify',
    help: 'The branch flagforge-audit has an anchor for this entry of the audit log, and the database now has another hash for it. Entries never change, so either the log was rewritten, or the database was set up anew, or two databases use one repository for the same organisation. Nothing was anchored.',
  },
  FF4024: {
    severity: 'error',
    title: 'the branch of anchors is checked out',
    message: () => 'flagforge-audit is checked out, so that nothing can be anchored on it',
    hint: () => 'check out another branch (git switch -), then run flagforge publish --resume',
    help: 'Anchors are written without touching any work tree. Moving the branch that is checked out would make all of its files look changed.',
  },
  FF4025: {
    severity: 'error',
    title: 'the remote cannot be asked',
    message: (args) => `cannot ask ${textOf(args.remote)} for flagforge-audit: ${textOf(args.said)}`,
    hint: (args) => `try it by hand: git ls-remote ${textOf(args.remote)}. Questions of git and ssh are never answered`,
    help: 'The branch of anchors is read from the remote repository, since the one in this clone may be old. The remote did not answer, or did not let us in. No password is ever asked for.',
  },
  FF4026: {
    severity: 'error',
    title: 'others kept moving the branch of anchors',
    message: (args) => `entry #${textOf(args.seq)} could not be anchored: others kept moving flagforge-audit`,
    hint: () => 'try again with flagforge publish --resume',
    help: 'Each anchor is built on the newest one, without force. Whenever this one was ready, another publisher had been faster.',
  },
};

const whereOf = (args: Args): string => textOf(args.remote) || 'this repository';

const inOf = (args: Args): string => (textOf(args.remote) === '' ? 'here' : `at ${textOf(args.remote)}`);

const folderOf = (args: Args): string => (textOf(args.directory) === '' ? 'its root' : textOf(args.directory));

/** For a shell. */
const quoted = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
