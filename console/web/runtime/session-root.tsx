import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

/** Everything of one session: what was read in it is gone with it. To be given a key of whose session it is. */
export function SessionRoot({ children }: { readonly children: ReactNode }): ReactNode {
  const [queries] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, retry: 1 } } }));
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}
