import type { Window } from './window.ts';

type Finished = { readonly task: { readonly name: string; readonly result?: { state: string } } };

/** A hook that prints what the windows showed when a step failed: the error alone seldom tells. */
export const showOnFailure =
  (windows: () => readonly (Window | undefined)[]) =>
  async ({ task }: Finished): Promise<void> => {
    if (task.result?.state !== 'fail') return;
    for (const window of windows()) {
      if (!window || window.page.isClosed()) continue;
      const shown = await window.page.locator('body').ariaSnapshot();
      process.stderr.write(
        `\n${task.name}\n${window.page.url()}\n${shown}\n${window.complaints.join('\n')}\n`,
      );
    }
  };
