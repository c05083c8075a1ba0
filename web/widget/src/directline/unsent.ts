import type { Activity } from '@tandem/contract';
import { clientIdOf } from './client.types.ts';
import type { Outgoing } from './outbox.ts';

/** A failure of the page's own, named as the server names its refusals: the files went with the page before. */
export const FILES_LOST = 'FilesLost';

/** What waits in this tab, beside what another tab of the visitor has still to send. */
export function stillUnsent(
  own: readonly Outgoing[],
  stored: readonly Activity[] = [],
  settled: ReadonlySet<string>,
): readonly Activity[] {
  const ids = new Set(own.map(({ clientId }) => clientId));
  const others = stored.filter((activity) => {
    const id = clientIdOf(activity);
    return id !== undefined && !ids.has(id) && !settled.has(id);
  });
  return [...others, ...own.map(remembered)];
}

/** Files do not outlive the page; their names do. */
function remembered({ activity, files = [] }: Outgoing): Activity {
  if (files.length === 0) return activity;
  const attachments = files.map(({ name, type }) => ({ name, contentType: type }));
  return { ...activity, attachments };
}
