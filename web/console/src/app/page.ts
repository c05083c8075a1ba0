import type { ComponentType, LazyExoticComponent } from 'react';
import type { PermissionNeed } from '../api/permissions.ts';
import type { Half } from '../session/config.ts';

export const GROUPS = [
  'start',
  'desk',
  'monitor',
  'bots',
  'architect',
  'contactCentre',
  'message',
  'integrations',
  'security',
  'help',
] as const;
export type Group = (typeof GROUPS)[number];

export type PageIcon = ComponentType<{ size?: number | string; stroke?: number | string }>;

/** One page of the application: everything navigation, router and command palette need to know. */
export type Page = {
  /** Absolute path below `/console/` or `/desk/`; `$name` marks a parameter. */
  readonly path: `/console/${string}` | `/desk/${string}`;
  /** Key of the title in the feature's own namespace: `queues:title`. */
  readonly titleKey: string;
  readonly group: Group;
  readonly icon: PageIcon;
  readonly component: LazyExoticComponent<ComponentType>;
  readonly permission?: PermissionNeed;
  /** Shown only when the server has this half. */
  readonly half?: Half;
  /** A page that is reached from another one, such as a detail page. */
  readonly hidden?: boolean;
};

/** The pages a person may see on this server. */
export function visiblePages<P extends Pick<Page, 'half' | 'permission'>>(
  pages: readonly P[],
  may: {
    readonly halves: readonly Half[];
    readonly can: (need: PermissionNeed | undefined) => boolean;
  },
): readonly P[] {
  return pages.filter(
    (page) => (!page.half || may.halves.includes(page.half)) && may.can(page.permission),
  );
}
