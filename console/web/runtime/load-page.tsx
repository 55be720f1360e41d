import { createFromReadableStream } from '@vitejs/plugin-rsc/browser';
import type { ReactNode } from 'react';
import { ProblemView } from '../parts/problem-view.tsx';
import { ApiError, readProblem } from './api-error.ts';
import { sessionToken } from './session.ts';

/** A page as its server renders it for who is signed in. Never rejects: a page that cannot be had is a page that says so. */
export async function loadPage(path: string): Promise<ReactNode> {
  try {
    const response = await fetch(`/_pages${path}`, { headers: { authorization: `Bearer ${await sessionToken()}` } });
    if (!response.ok || response.body === null) return <ProblemView problem={await readProblem(response)} />;
    return await createFromReadableStream<ReactNode>(response.body);
  } catch (error) {
    if (error instanceof ApiError) return <ProblemView problem={error.problem} />;
    return (
      <ProblemView problem={{ status: 0, title: 'Not reachable', detail: 'The console’s server does not answer.' }} />
    );
  }
}
