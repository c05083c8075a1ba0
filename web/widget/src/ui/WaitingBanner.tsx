import type { Handover } from '../chat/index.ts';
import type { Language } from '../locales/index.ts';
import { useUi } from './context.ts';

type Waiting = Extract<Handover, { phase: 'waiting' }>;

/** The visitor waits for an agent. Position and time are shown only where the contact centre told them. */
export function WaitingBanner({ handover }: { handover: Waiting }) {
  const { language } = useUi();
  const { position, waitMs, requested } = handover;
  return (
    <div class="waiting" role="status">
      <span class="spinner" aria-hidden="true" />
      <div>
        <strong>{language.text(requested ? 'queueRequested' : 'queueTitle')}</strong>
        {position !== undefined && <p>{language.text('queuePosition', { position })}</p>}
        {waitMs !== undefined && <p>{waitText(waitMs, language)}</p>}
      </div>
    </div>
  );
}

function waitText(waitMs: number, { text, plural }: Language): string {
  return waitMs < 60_000 ? text('queueWaitShort') : plural('queueWait', Math.ceil(waitMs / 60_000));
}
