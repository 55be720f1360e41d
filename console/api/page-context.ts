import type { Asking, Reads } from './answers.ts';
import type { ProblemJson } from './problem-json.ts';

/** What a page is rendered with: the signed-in user's own view of the management API, without HTTP in between. */
export interface PageContext {
  /** `/p/web-store/flags/new-checkout` */
  readonly path: string;
  readonly search: URLSearchParams;
  /** UTC epoch ms. */
  readonly now: number;
  /**
   * What the route would answer this user; each asked once a page.
   * @throws PageProblem where it would answer with a problem.
   */
  read<R extends keyof Reads>(route: R, asking?: Asking): Promise<Reads[R]>;
}

/** How a read fails. It crosses from one bundle into another, so that its class says nothing. */
export interface PageProblem extends Error {
  readonly problem: ProblemJson;
}

export const isPageProblem = (error: unknown): error is PageProblem => error instanceof Error && 'problem' in error;

/** What the bundle of the Server Components exports. */
export interface PageRenderer {
  /** Flight, from which the browser makes the page. Never rejects: what goes wrong is told to `onError`, and to the page. */
  renderPage(
    context: PageContext,
    options: { readonly signal: AbortSignal; readonly onError: (error: unknown) => void },
  ): ReadableStream<Uint8Array>;
}
