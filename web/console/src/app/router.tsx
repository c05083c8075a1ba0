import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { NotFoundPage } from './not-found-page.tsx';
import type { Page } from './page.ts';
import { BrokenPage, referenceOf } from './page-boundary.tsx';
import { PageFrame } from './page-frame.tsx';
import { Shell } from './shell.tsx';

/** A router over the pages that the person may see; of all others it says why they are not there. */
export function createAppRouter(pages: readonly Page[], all: readonly Page[]) {
  const root = createRootRoute({
    component: () => <Shell pages={pages} />,
    notFoundComponent: () => <NotFoundPage all={all} />,
    errorComponent: ({ error }) => <BrokenPage reference={referenceOf(error)} />,
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
