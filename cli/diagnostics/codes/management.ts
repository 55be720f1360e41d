import type { CodeDefinition } from '../diagnostic.ts';
import { didYouMean, listOf, textOf } from './wording.ts';

/** FF4400-FF4449: the management API of the console. Each is the `code` of a problem that it answers with. */
export const MANAGEMENT_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF4400: {
    severity: 'error',
    title: 'nothing at this path',
    message: () => 'there is nothing at this path',
    hint: () => 'GET /v1/openapi.json lists every route',
    help: 'Paths are compared exactly: capital letters, a slash at the end, a double slash, `..` and percent signs make another path, and there is nothing at it.',
  },
  FF4401: {
    severity: 'error',
    title: 'no such method here',
    message: (args) => `this path answers ${textOf(args.allow)} only`,
    help: 'The header `Allow` of the answer has the methods that the path does have.',
  },
  FF4402: {
    severity: 'error',
    title: 'not signed in',
    message: () => 'sign in first: this needs a session token that is valid now',
    hint: () => 'send it as  Authorization: Bearer <token>',
    help: 'The management API takes the session token of Clerk, or of the local sign-in of `flagforge dev`, in the header `Authorization`, and nothing else: no cookies and no API keys. Tokens live for about a minute and belong to one organisation. Why one was not taken stands in the log of the server and is not told to whoever sent it.',
  },
  FF4403: {
    severity: 'error',
    title: 'not from there',
    message: (args) =>
      `this server does not answer requests ${args.what === 'host' ? 'for' : 'from'} ${textOf(args.name)}`,
    hint: (args) =>
      args.what === 'host'
        ? 'open it by the address that it printed when it started'
        : 'use the console of this server',
    help: 'A web page of somebody else can make a browser send requests here. So the header `Host` has to be an address of this server, which a name that was pointed at this machine is not, and `Origin`, where there is one, has to be the console itself.',
  },
  FF4404: {
    severity: 'error',
    title: 'the role is missing',
    message: (args) => {
      const where = args.environment === undefined ? textOf(args.project) : textOf(args.environment);
      return `${textOf(args.what)} in ${where} is for ${listOf(args.roles, ' and ')}`;
    },
    hint: (args) =>
      listOf(args.holders) === ''
        ? 'access in flagforge.yaml says who has which role; a change of it is reviewed by an admin'
        : `ask ${listOf(args.holders)}`,
    help: 'Roles come from `access` in flagforge.yaml, as the base branch has it, for the project or for some of its environments. Viewers read, editors propose changes, admins do both and manage keys. Without any `access` the roles of the organisation count: its viewers read, its members edit, its admins are admins.',
  },
  FF4405: {
    severity: 'error',
    title: 'not found',
    message: (args) => `there is no ${textOf(args.kind)}${args.name === '' ? '' : ` ${textOf(args.name)}`} here`,
    hint: didYouMean,
    help: 'It is not there, or it is not for you to see: projects of other organisations, and those in which you have no role, are answered for as if they did not exist.',
  },
  FF4406: {
    severity: 'error',
    title: 'which project',
    message: () => 'this organisation has several projects',
    hint: (args) => `name one in the header x-flagforge-project: ${listOf(args.projects)}`,
    help: 'The header is needed only where the signed-in user sees more than one project. `GET /v1/projects` lists them.',
  },
  FF4407: {
    severity: 'error',
    title: 'not as described',
    message: (args) => `the ${textOf(args.part)} is not as the description has it: ${textOf(args.problem)}`,
    hint: () => 'GET /v1/openapi.json describes every request',
    help: 'Requests are checked against the OpenAPI description that the server itself serves. Members that it does not name are refused, so that a misspelt one is not taken for one that was left out.',
  },
  FF4408: {
    severity: 'error',
    title: 'the body is too large',
    message: (args) => `a body has at most ${textOf(args.limit)} bytes`,
    hint: () => 'send fewer files in one change',
    help: 'A flag file has at most 64 KiB, and a change of many large files is better made by git.',
  },
  FF4409: {
    severity: 'error',
    title: 'not JSON',
    message: () => 'the body has to be JSON, and to say so',
    hint: () => 'send  Content-Type: application/json  and no Content-Encoding',
    help: 'Bodies are JSON in UTF-8. Other media types are refused, so that no web form can send a request here.',
  },
  FF4410: {
    severity: 'error',
    title: 'changed meanwhile',
    message: (args) => `If-Match names ${textOf(args.given)}, and the base branch is at ${textOf(args.commit)} by now`,
    hint: () => 'look at the flag as it is now, then make the edit again; nothing was proposed',
    help: 'An edit names the commit that its author looked at, so that nobody undoes what somebody else changed in between. Without `If-Match` an edit is made on whatever is newest.',
  },
  FF4411: {
    severity: 'error',
    title: 'too many requests',
    message: () => 'too many requests; some are let through again in a moment',
    help: 'Requests of one user are limited, writes more than reads. The header `Retry-After` says how many seconds to wait.',
  },
  FF4412: {
    severity: 'error',
    title: 'the key was used for something else',
    message: () => 'this Idempotency-Key was used for another request',
    hint: () => 'make a new key for each thing that is to happen once',
    help: 'A write with an `Idempotency-Key` is done once: the same request with the same key gets the answer that the first one got. The same key with another method, path, project or body is a mistake of the client.',
  },
  FF4413: {
    severity: 'error',
    title: 'under way',
    message: () => 'a request with this Idempotency-Key is under way',
    hint: () => 'wait for its answer, then send this again to read it',
    help: 'The first request with this key has not been answered yet, so that nobody knows what it does.',
  },
  FF4414: {
    severity: 'error',
    title: 'the change has errors',
    message: (args) => `with this change the project has ${textOf(args.count)}: ${textOf(args.first)}`,
    hint: () => 'diagnostics lists all of them, with their places; nothing was proposed',
    help: 'What is proposed is compiled first, as `flagforge validate` does it. The answer has the same findings in the same form.',
  },
  FF4415: {
    severity: 'error',
    title: 'done on GitHub',
    message: (args) => `this change request is ${textOf(args.what)} on GitHub`,
    hint: (args) => textOf(args.url),
    help: 'Where a project lives on GitHub, people review, merge and close pull requests there, under their own accounts. The console shows them and what is still missing. In `flagforge dev` all of it is done in the console.',
  },
  FF4416: {
    severity: 'error',
    title: 'nothing changes',
    message: () => 'this changes nothing',
    help: 'The files would say what they say already, so that there is nothing to propose.',
  },
  FF4417: {
    severity: 'error',
    title: 'sign-in of this machine',
    message: (args) => textOf(args.why),
    help: 'The console of `flagforge dev` signs tokens for local users itself, without a password. It does so on loopback only, and never where a key of Clerk is configured: there is one way to sign in then, and it is Clerk.',
  },
  FF4418: {
    severity: 'error',
    title: 'the base cannot be read',
    message: (args) => `the base branch is at ${textOf(args.commit)}, which ${textOf(args.why)}`,
    hint: () => 'mend it with a change in git: flagforge validate says what is wrong',
    help: 'The console shows and edits what the base branch has. Where that does not compile, nobody can say what a change would do, or who has which role.',
  },
  FF4419: {
    severity: 'error',
    title: 'the server failed',
    message: () => 'the server failed to answer; it has been logged',
    help: 'This is a bug in FlagForge, or of the machine that it runs on. The log of the server says where it happened.',
  },
  FF4420: {
    severity: 'error',
    title: 'a setting of the console',
    message: (args) => `${textOf(args.name)} ${textOf(args.problem)}`,
    hint: (args) => textOf(args.next),
    help: 'The console is configured by environment variables; the README of console/ lists them.',
  },
  FF4421: {
    severity: 'error',
    title: 'the request cannot be read',
    message: (args) => textOf(args.why),
    help: 'What arrived is no HTTP request that this server understands.',
  },
};
