import './theme/console.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { PageView } from './runtime/page-view.tsx';
import { SignInGate } from './runtime/sign-in-gate.tsx';
import { applyTheme } from './runtime/theme.ts';

applyTheme();
/** Of what is asked before anybody is signed in. */
const queries = new QueryClient();
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
