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
    hint: () => 'this is what git says; git fsck looks for damage in the repository',
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
};

const folderOf = (args: Args): string => (textOf(args.directory) === '' ? 'its root' : textOf(args.directory));

/** For a shell. */
const quoted = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
