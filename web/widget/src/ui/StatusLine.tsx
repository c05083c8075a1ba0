import type { ConnectionState } from '../directline/index.ts';
import type { TextKey } from '../locales/index.ts';
import { useUi } from './context.ts';

const TEXTS: Readonly<Partial<Record<ConnectionState, TextKey>>> = {
  connecting: 'connecting',
  reconnecting: 'reconnecting',
  limited: 'connectionLimited',
  offline: 'offline',
};

/** Says when the chat is not connected. Always there, so that screen readers notice the change. */
export function StatusLine({ connection, ready }: { connection: ConnectionState; ready: boolean }) {
  const { text } = useUi().language;
  const key = connection === 'connecting' && !ready ? undefined : TEXTS[connection];
  return (
    <div class={`status-line ${connection}`} role="status">
      {key && text(key)}
    </div>
  );
}
