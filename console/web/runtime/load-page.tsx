import { createFromReadableStream } from '@vitejs/plugin-rsc/browser';
import type { ReactNode } from 'react';
import type { ProblemJson } from '../../api/problem-json.ts';
import { ApiError, readProblem } from './api-error.ts';
import { fetchSignedIn } from './fetch-signed-in.ts';
import { PageProblem } from './page-problem.tsx';

/** A page as its server renders it for who is signed in, or why it cannot be had. */
export interface LoadedPage {
  readonly content: ReactNode;
  readonly problem: ProblemJson | null;
}

/** Never rejects: a page that cannot be had is a page that says so. */
export async function loadPage(path: string): Promise<LoadedPage> {
  try {
    const response = await fetchSignedIn(`/_pages${path}`);
    if (!response.ok || response.body === null) return failed(await readProblem(response));
    return { content: await createFromReadableStream<ReactNode>(response.body), problem: null };
  } catch (error) {
    if (error instanceof ApiError) return failed(error.problem);
    return failed({ status: 0, title: 'Not reachable', detail: 'The console’s server does not answer.' });
  }
}

const failed = (problem: ProblemJson): LoadedPage => ({ content: <PageProblem problem={problem} />, problem });
