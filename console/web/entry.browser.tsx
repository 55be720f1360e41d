import './theme/console.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { PageView } from './runtime/page-view.tsx';
import { SignInGate } from './runtime/sign-in-gate.tsx';
import { applyTheme } from './runtime/theme.ts';

applyTheme();
const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, retry: 1 } } });
const root = document.getElementById('root');
if (root === null) throw new TypeError('the shell has a #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <SignInGate>
        <PageView />
      </SignInGate>
    </QueryClientProvider>
  </StrictMode>,
);
