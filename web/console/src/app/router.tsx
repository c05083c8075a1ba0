import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { NotFoundPage } from './not-found-page.tsx';
import type { Page } from './page.ts';
import { PageFrame } from './page-frame.tsx';
import { Shell } from './shell.tsx';

/** A router over the pages that the person may see; every other address is "not found". */
export function createAppRouter(pages: readonly Page[]) {
  const root = createRootRoute({
    component: () => <Shell pages={pages} />,
    notFoundComponent: () => <NotFoundPage />,
  });
  const front = pages.some((page) => page.path === '/console/') ? '/console/' : pages[0]?.path;
  const index = createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: front ?? '/console/', replace: true });
    },
  });
  const routes = pages.map((page) =>
    createRoute({
      getParentRoute: () => root,
      path: page.path,
      component: () => <PageFrame page={page} />,
    }),
  );
  return createRouter({
    routeTree: root.addChildren([index, ...routes]),
    defaultPreload: 'intent',
    scrollRestoration: true,
    trailingSlash: 'preserve',
  });
}
