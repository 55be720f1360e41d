import type { CodeDefinition } from '../diagnostic.ts';
import { listOf, textOf } from './wording.ts';

const MANY_READ = 'nothing was changed; type the command again';
const APP_PERMISSIONS =
  'Contents: write, Pull requests: write, Issues: read, Metadata: read, and Administration: read for `doctor`';

/** What GitHub said, where it said something. */
const said = (text: string): string => (text === '' ? '' : `: ${text}`);

/** FF4100-FF4149: change requests on GitHub. */
export const FORGE_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF4100: {
    severity: 'error',
    title: 'nowhere to open change requests',
    message: (args) => {
      const start = 'there is no place for change requests: no `flagforge dev` runs here, and ';
      if (args.repository !== undefined) return `${start}no credentials for ${textOf(args.repository)} are set`;
      return `${start}no repository on ${args.host === undefined ? 'GitHub' : textOf(args.host)} is known`;
    },
    hint: (args) => {
      const start = 'start `flagforge dev` in another terminal; or';
      if (args.repository !== undefined) return `${start} set GITHUB_TOKEN to a token for that repository`;
      const token = args.host === undefined ? ' set GITHUB_TOKEN, in' : ' run it in';
      const host = args.host === undefined ? 'GitHub' : textOf(args.host);
      return `${start}${token} a clone whose remote is on ${host} (elsewhere: GITHUB_REPOSITORY=owner/name)`;
    },
    help: 'Changes are proposed as pull requests on GitHub, or in the local forge of `flagforge dev`. GitHub needs a repository, from GITHUB_REPOSITORY or from the URL of the remote `origin`, and credentials: GITHUB_TOKEN or GH_TOKEN, or an App by FLAGFORGE_GITHUB_APP_ID and FLAGFORGE_GITHUB_APP_KEY. For an Enterprise server set GITHUB_API_URL too.',
  },
  FF4101: {
    severity: 'error',
    title: 'GitHub does not take these credentials',
    message: (args) =>
      `${textOf(args.host)} does not take these credentials, while ${textOf(args.doing)}${said(textOf(args.said))}`,
    hint: (args) =>
      args.isApp === true
        ? 'check FLAGFORGE_GITHUB_APP_ID and FLAGFORGE_GITHUB_APP_KEY, and the clock of this machine; nothing was changed'
        : 'the token in GITHUB_TOKEN or GH_TOKEN has ended, was revoked or is of another server; nothing was changed',
    help: 'GitHub answered 401. A token may have expired or have been revoked, or belong to another server than GITHUB_API_URL. The token of an App is signed by its key and holds for minutes: a clock that is wrong by more than one makes it worthless.',
  },
  FF4102: {
    severity: 'error',
    title: 'GitHub does not allow it',
    message: (args) => `${textOf(args.name)} does not allow ${textOf(args.doing)}${said(textOf(args.said))}`,
    hint: (args) =>
      args.isApp === true
        ? `give the App these permissions: ${APP_PERMISSIONS}`
        : `the token needs, on this repository: ${APP_PERMISSIONS}; in a workflow: permissions: { contents: write, pull-requests: write, issues: read }`,
    help: `GitHub answered 403: the credentials are known, and may not do this. What FlagForge needs: ${APP_PERMISSIONS}. A token of an organisation with single sign-on has to be authorised for it. Where permissions of reviewers cannot be read, no review is counted, rather than all of them.`,
  },
  FF4103: {
    severity: 'error',
    title: 'repository not found',
    message: (args) =>
      `${textOf(args.name)} is not there, or these credentials may not see it, while ${textOf(args.doing)}`,
    hint: (args) =>
      args.isApp === true
        ? 'check the name in GITHUB_REPOSITORY or in the remote, and that the App is installed for this repository'
        : 'check the name in GITHUB_REPOSITORY or in the remote, and that the token is for this repository',
    help: 'GitHub answers 404 both for what does not exist and for what may not be seen, so that nobody can find out what is there.',
  },
  FF4104: {
    severity: 'error',
    title: 'no such pull request',
    message: (args) => `${textOf(args.name)} has no pull request #${textOf(args.number)}`,
    hint: () => 'write the number of an open pull request of that repository',
    help: 'The repository was found, and it has no pull request of this number. Issues and pull requests share their numbers: it may be an issue.',
  },
  FF4105: {
    severity: 'error',
    title: 'GitHub refuses it',
    message: (args) => `${textOf(args.name)} refuses it, while ${textOf(args.doing)}${said(textOf(args.said))}`,
    help: 'GitHub understood what was asked, and its rules or the state of the repository do not let it happen. Its own words are in the message.',
  },
  FF4106: {
    severity: 'error',
    title: 'rate limit of GitHub',
    message: (args) =>
      `${textOf(args.host)} answers no more until ${textOf(args.until)}, while ${textOf(args.doing)}: its rate limit is used up`,
    hint: (args) => `type the command again after ${textOf(args.until)}`,
    help: 'GitHub lets each user and each installation ask some thousand times an hour, and change things more slowly than that. Short limits are waited for; one of more than a minute ends the command. An App has limits of its own.',
  },
  FF4107: {
    severity: 'error',
    title: 'GitHub cannot be reached',
    message: (args) => `${textOf(args.host)} cannot be reached, while ${textOf(args.doing)}: ${textOf(args.reason)}`,
    hint: () => 'check the network, and GITHUB_API_URL where it is set; then type the command again',
    help: 'No answer came, several times in a row. A proxy, a firewall or a wrong GITHUB_API_URL may be the reason; https://www.githubstatus.com says how GitHub itself is.',
  },
  FF4108: {
    severity: 'error',
    title: 'GitHub takes too long',
    message: (args) => `${textOf(args.host)} took too long, while ${textOf(args.doing)}`,
    hint: () => 'type the command again in a while; https://www.githubstatus.com says how GitHub is',
    help: 'A request that gets no whole answer within 20 seconds is given up and tried anew, twice. What is written is found again on a second run: branches have names that nobody else draws.',
  },
  FF4109: {
    severity: 'error',
    title: 'GitHub answers something else',
    message: (args) =>
      `${textOf(args.host)} answered something that it does not promise, while ${textOf(args.doing)}: ${textOf(args.said)}`,
    hint: () =>
      'type the command again; if it stays, look at https://www.githubstatus.com, at GITHUB_API_URL, and at proxies in between',
    help: 'The answer was an error of the server, no JSON, or JSON without what has to be in it. Nothing is concluded from half an answer: a list of reviews that broke off would look like a shorter one.',
  },
  FF4110: {
    severity: 'error',
    title: 'changed meanwhile',
    message: (args) => `${listOf(args.paths)} changed on ${textOf(args.branch)} since ${textOf(args.commit)}`,
    hint: (args) => `make the change again on ${textOf(args.tip)}; nothing was written to GitHub`,
    help: 'An edit is made on a commit. When somebody else changed the same file on the base branch since, nobody has seen both together, so the change is refused and not laid over theirs. Files that nobody else touched do not matter.',
  },
  FF4111: {
    severity: 'error',
    title: 'the App is not installed',
    message: (args) => `the GitHub App ${textOf(args.id)} is not installed for ${textOf(args.name)}`,
    hint: () => 'install it: Settings > GitHub Apps of the organisation, with this repository among its repositories',
    help: 'An App acts by its installation in an organisation or with a user, and sees the repositories that were chosen then.',
  },
  FF4112: {
    severity: 'error',
    title: "the App's key cannot be used",
    message: () => 'FLAGFORGE_GITHUB_APP_KEY is no RSA private key in PEM form, nor the path of a file with one',
    hint: () => "make one in the App's settings, under Private keys, and give the .pem file's path or its text",
    help: 'An App proves itself by a token that it signs with its private key: the .pem file that GitHub hands out, whole, from -----BEGIN to END-----. Line ends may be written as \\n where a variable has to be one line.',
  },
  FF4113: {
    severity: 'error',
    title: 'too large to be judged',
    message: (args) =>
      `pull request #${textOf(args.number)} has ${textOf(args.count)} ${textOf(args.what)}, and GitHub lists ${textOf(args.limit)} at most`,
    hint: () => 'squash its commits, or split it: who wrote what nobody can list, nobody can approve',
    help: 'Four-eyes needs to know everybody who had a hand in a change and every file of it. GitHub lists the first 250 commits and 3,000 files of a pull request and leaves out the rest without a word, so a larger one is refused.',
  },
  FF4114: {
    severity: 'error',
    title: 'listed in part',
    message: (args) =>
      `GitHub listed ${textOf(args.listed)} of the ${textOf(args.count)} ${textOf(args.what)} of pull request #${textOf(args.number)}`,
    hint: () => `somebody may have pushed at this moment; ${MANY_READ}`,
    help: 'The number of commits or files that a pull request says it has is compared with the list. When they differ, a push came in between, or the list is not whole; nothing is concluded from a part.',
  },
  FF4115: {
    severity: 'error',
    title: 'commit not on GitHub',
    message: (args) => `${textOf(args.name)} has no commit ${textOf(args.commit)}`,
    hint: () =>
      'push it first: a change is proposed on top of a commit of the base branch; nothing was written to GitHub',
    help: 'The edits were made on a commit that GitHub does not have: one that was never pushed, or of another repository.',
  },
  FF4116: {
    severity: 'error',
    title: 'no file to edit',
    message: (args) => `${JSON.stringify(textOf(args.path))} cannot be edited: it is ${textOf(args.what)}`,
    hint: () => 'nothing was written to GitHub',
    help: 'Proposals write and remove plain files. A folder, a symbolic link or a submodule of that name stays what it is, and what is not there cannot be removed.',
  },
  FF4117: {
    severity: 'error',
    title: 'no proposal',
    message: (args) => `this cannot be proposed: ${textOf(args.why)}`,
    hint: () => 'nothing was written to GitHub',
    help: 'A proposal has a title of one line, and changes at least one file, each named once by a plain path in the repository.',
  },
  FF4118: {
    severity: 'error',
    title: 'somebody pushed meanwhile',
    message: (args) =>
      `pull request #${textOf(args.number)} is at ${textOf(args.head)} by now, not at ${textOf(args.expected)}`,
    hint: () => 'look at what was pushed, and make the change again on top of it; nothing was written to the request',
    help: 'A commit is added to a pull request only on top of the one that was looked at, never by force.',
  },
  FF4119: {
    severity: 'error',
    title: 'the pull request is closed',
    message: (args) => `pull request #${textOf(args.number)} is ${textOf(args.state)}`,
    hint: () => 'propose the change anew; nothing was written to GitHub',
    help: 'Commits are added to open pull requests only.',
  },
  FF4120: {
    severity: 'error',
    title: 'the branch is of another repository',
    message: (args) => `the branch of pull request #${textOf(args.number)} is in a fork, not in ${textOf(args.name)}`,
    hint: () => 'its author can push there; nothing was written to GitHub',
    help: 'FlagForge adds commits to branches of the repository itself. A fork belongs to somebody else.',
  },
  FF4121: {
    severity: 'error',
    title: 'not on the base branch',
    message: (args) => `commit ${textOf(args.commit)} is not a commit of ${textOf(args.branch)}`,
    hint: (args) => `make the change on the newest commit of ${textOf(args.branch)}; nothing was written to GitHub`,
    help: 'A change that is proposed on top of another branch would bring along all of its commits, which nobody meant to propose.',
  },
  FF4122: {
    severity: 'error',
    title: 'nobody wrote down who proposed it',
    message: (args) =>
      `pull request #${textOf(args.number)} of ${textOf(args.name)} is written, but it was not recorded who proposed it: ${textOf(args.why)}`,
    hint: (args) => `close #${textOf(args.number)} and propose the change again: as it is, no approval of it counts`,
    help: 'GitHub sees only the bot that opens a request for somebody. Who that is stands in the database of FlagForge; without it the proposer could approve their own change, so such a request is approved by nobody.',
  },
  FF4124: {
    severity: 'error',
    title: 'address of GitHub',
    message: (args) => `${textOf(args.variable)} is ${JSON.stringify(textOf(args.value))}: ${textOf(args.why)}`,
    hint: () => 'GITHUB_API_URL is https://<host>/api/v3 for an Enterprise server, and left out for github.com',
    help: 'The token is sent to this address, so it has to be https, without a user, a query or a fragment. Plain http is taken for this machine only.',
  },
  FF4125: {
    severity: 'error',
    title: 'name of the repository',
    message: (args) => `${textOf(args.variable)} is ${JSON.stringify(textOf(args.value))}, which is no owner/name`,
    hint: () => 'set GITHUB_REPOSITORY=owner/name',
    help: 'A repository on GitHub is named by its owner and its own name, with letters, digits, `-`, `_` and `.`.',
  },
  FF4126: {
    severity: 'error',
    title: 'half an App',
    message: (args) => `${textOf(args.given)} is set, and ${textOf(args.missing)} is not`,
    hint: () => 'set both FLAGFORGE_GITHUB_APP_ID and FLAGFORGE_GITHUB_APP_KEY, or neither and a GITHUB_TOKEN',
    help: 'An App is named by its id and proves itself by its private key. A token that is set beside half an App is not used in its place: it may be of somebody else.',
  },
  FF4127: {
    severity: 'error',
    title: 'webhook refused',
    message: (args) => `this webhook is refused: ${textOf(args.why)}`,
    hint: () =>
      'check that the secret is the same in FlagForge and in the settings of the webhook, and its content type application/json',
    help: 'A webhook is taken only with a signature (X-Hub-Signature-256) made with the shared secret, over the very bytes that came. Even then it is a hint: what it says is read anew from GitHub.',
  },
};
