import type { CodeDefinition } from '../diagnostic.ts';
import { textOf } from './wording.ts';

const ORDER =
  'Whoever runs a command is the actor of the job in GitHub Actions, else whoever FLAGFORGE_TOKEN is of, else the login of Postgres. A token that is there and does not hold ends the command.';

/** Reasons of Clerk's library and of ours, as the rest of a sentence. Those that are left out say it themselves. */
const REASONS: Readonly<Record<string, string>> = {
  'token-expired': 'its time is over',
  'token-not-active-yet': 'its time has not begun',
  'token-iat-in-the-future': 'its time has not begun',
  'token-invalid-signature': 'it is not signed with the key that FLAGFORGE_CLERK_JWT_KEY is of',
  'token-invalid-algorithm': 'it is not signed as Clerk signs',
  'token-invalid-authorized-parties': 'it was made for a page that FLAGFORGE_CLERK_PARTIES does not list',
  'authorized-party-missing': 'it does not say which page it was made for',
  issuer: 'it is of another issuer than FLAGFORGE_CLERK_ISSUER',
  'session-pending': 'its user has not finished signing in',
  'organization-missing': 'it is of no organisation',
  subject: 'it names no user',
};

/** FF4240-FF4269: whose tokens commands are run with. */
export const IDENTITY_CODES: Readonly<Record<string, CodeDefinition>> = {
  FF4240: {
    severity: 'error',
    title: 'a setting of Clerk',
    message: (args) => `${textOf(args.name)} ${textOf(args.problem)}; FLAGFORGE_TOKEN cannot be verified`,
    hint: (args) => textOf(args.next),
    help: 'A token in FLAGFORGE_TOKEN is verified by three settings: FLAGFORGE_CLERK_JWT_KEY, the public key in PEM; FLAGFORGE_CLERK_ISSUER, the address of the Clerk instance; and FLAGFORGE_CLERK_PARTIES, the origins of the pages that tokens are made for. Without the last two, tokens of other pages and instances would count.',
  },
  FF4241: {
    severity: 'error',
    title: 'a token, and nothing to verify it with',
    message: () => 'FLAGFORGE_TOKEN is set, and FLAGFORGE_CLERK_JWT_KEY is not: nothing can verify it',
    hint: () =>
      'set FLAGFORGE_CLERK_JWT_KEY to "JWKS Public Key" from the dashboard of Clerk; or unset FLAGFORGE_TOKEN to act as the login of Postgres; nothing was changed',
    help: ORDER,
  },
  FF4242: {
    severity: 'error',
    title: 'a token of Clerk that does not hold',
    message: (args) => {
      const reason = textOf(args.reason);
      const why =
        reason === 'organization'
          ? `it is of another organisation than ${textOf(args.organization)}`
          : (REASONS[reason] ?? `it is no session token of Clerk (${reason})`);
      return `the token in FLAGFORGE_TOKEN is refused: ${why}`;
    },
    hint: (args) =>
      args.reason === 'token-expired'
        ? 'session tokens hold a minute: take a new one from the console and type the command again; nothing was changed'
        : 'take a new one from the console, in the organisation of the project; nothing was changed',
    help: `A session token is refused when it is over, not signed by the Clerk instance of FLAGFORGE_CLERK_ISSUER, made for a page that FLAGFORGE_CLERK_PARTIES does not list, of a session that is not finished, or of another organisation than the project's. ${ORDER}`,
  },
  FF4244: {
    severity: 'error',
    title: 'half of what a job asks GitHub for its token with',
    message: (args) => `${textOf(args.name)} ${textOf(args.problem)}; who runs this job cannot be told`,
    hint: () => 'in a workflow both variables come with permissions: { id-token: write }; nothing was changed',
    help: `GitHub Actions sets ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN together, in jobs with the permission id-token: write. ${ORDER}`,
  },
  FF4245: {
    severity: 'error',
    title: 'GitHub does not say who runs the job',
    message: (args) => `GitHub did not hand out ${textOf(args.what)}: ${textOf(args.why)}`,
    hint: () => 'run the job again; nothing was changed',
    help: `In a job with the permission id-token: write, GitHub is asked for a token that names the actor, and for the keys that prove it. Without them nobody knows who runs the command. ${ORDER}`,
  },
  FF4246: {
    severity: 'error',
    title: 'a token of GitHub that does not hold',
    message: (args) => `GitHub's token for this job is refused: ${textOf(args.why)}`,
    hint: () =>
      'check the clock of the runner; without permissions: { id-token: write } the login of Postgres is the actor; nothing was changed',
    help: `The token has to be of the issuer https://token.actions.githubusercontent.com (that of an Enterprise server is another one), signed with one of its published keys by RS256, for the audience flagforge, of the last ten minutes, and for the repository that the project is in. ${ORDER}`,
  },
  FF4247: {
    severity: 'error',
    title: 'no telling which repository a job is for',
    message: (args) =>
      args.remote === undefined
        ? "nothing names the project's repository on GitHub, so that the token of this job cannot be checked"
        : `the remote of the clone is ${textOf(args.remote)}, and GITHUB_REPOSITORY is ${textOf(args.named)}: the token of this job is not for this project`,
    hint: () => 'run it in a job of the repository that the flags are in, after actions/checkout; nothing was changed',
    help: `A token of GitHub Actions counts only for the project whose repository the job belongs to: the remote of the clone and GITHUB_REPOSITORY have to name the same one. ${ORDER}`,
  },
};
