import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

/** Everything of one session: what was read in it is gone with it. To be given a key of whose session it is. */
export function SessionRoot({ children }: { readonly children: ReactNode }): ReactNode {
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: 5_000, retry: 1, networkMode: 'always' },
          // What cannot be sent now fails and says so: sent by itself once there is a network, it would come as a surprise.
          mutations: { networkMode: 'always' },
        },
      }),
  );
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}
