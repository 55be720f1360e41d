import { createFromReadableStream } from '@vitejs/plugin-rsc/browser';
import type { ReactNode } from 'react';
import type { ProblemJson } from '../../api/problem-json.ts';
import { ProblemView } from '../parts/problem-view.tsx';
import { ApiError, readProblem } from './api-error.ts';
import { sessionToken } from './session.ts';

/** A page as its server renders it for who is signed in, or why it cannot be had. */
export interface LoadedPage {
  readonly content: ReactNode;
  readonly problem: ProblemJson | null;
}

/** Never rejects: a page that cannot be had is a page that says so. */
export async function loadPage(path: string): Promise<LoadedPage> {
  try {
    const response = await fetch(`/_pages${path}`, { headers: { authorization: `Bearer ${await sessionToken()}` } });
    if (!response.ok || response.body === null) return failed(await readProblem(response));
    return { content: await createFromReadableStream<ReactNode>(response.body), problem: null };
  } catch (error) {
    if (error instanceof ApiError) return failed(error.problem);
    return failed({ status: 0, title: 'Not reachable', detail: 'The console’s server does not answer.' });
  }
}

const failed = (problem: ProblemJson): LoadedPage => ({ content: <ProblemView problem={problem} />, problem });
