import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { isTransient } from '../api/api-error.ts';
import { LiveProvider } from '../live/live-provider.tsx';
import { PagesContext } from '../session/pages-context.ts';
import { useSession } from '../session/session.ts';
import { PAGES } from './areas.ts';
import { groupPages } from './navigation-rules.ts';
import { visiblePages } from './page.ts';
import { createAppRouter } from './router.tsx';

const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < 2 && isTransient(error),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });

/** The application of a signed-in person: their data, their live events, their pages. */
export function SignedIn() {
  const { config, can } = useSession();
  const [client] = useState(createQueryClient);
  const [pages] = useState(() => visiblePages(PAGES, { halves: config.halves, can }));
  // In the order of the navigation, wherever they are listed.
  const [shown] = useState(() => groupPages(pages).flatMap((entry) => entry.pages));
  const [router] = useState(() => createAppRouter(pages, PAGES));
  return (
    <QueryClientProvider client={client}>
      <LiveProvider>
        <PagesContext value={shown}>
          <RouterProvider router={router} />
        </PagesContext>
      </LiveProvider>
    </QueryClientProvider>
  );
}
