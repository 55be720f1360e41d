import { renderToReadableStream } from '@vitejs/plugin-rsc/rsc';
import type { PageRenderer } from '../api/page-context.ts';
import { Page } from './pages/page.tsx';

export const renderPage: PageRenderer['renderPage'] = (context, { signal, onError }) =>
  renderToReadableStream(<Page context={context} />, { signal, onError });
