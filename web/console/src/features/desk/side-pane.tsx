import { Anchor, SegmentedControl, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ContextPane } from './context-pane.tsx';
import type { Work } from './conversation-rules.ts';
import { type CopilotAddress, copilotAddress } from './copilot-rules.ts';
import { offerText } from './offered-text.ts';

/** Messages between the desk and the workspace in its pane. */
const MESSAGES = {
  ready: 'tandem.copilot.ready',
  desk: 'tandem.copilot.desk',
  post: 'tandem.copilot.post',
} as const;

type CopilotProps = { readonly work: Work; readonly url: string };

/** The workspace in a frame. What it posts is put into the agent's message; the agent sends it. */
function CopilotFrame({ work, url }: CopilotProps) {
  const { t } = useTranslation('desk');
  const frame = useRef<HTMLIFrameElement>(null);
  const conversationId = work.conversation.id ?? '';
  const takes = work.stage === 'active';
  useEffect(() => {
    const hear = (event: MessageEvent) => {
      const inside = frame.current?.contentWindow;
      if (!inside || event.source !== inside || event.origin !== location.origin) return;
      if (event.data?.type === MESSAGES.ready && takes)
        inside.postMessage({ type: MESSAGES.desk }, location.origin);
      if (event.data?.type === MESSAGES.post && takes)
        offerText({ conversationId, text: String(event.data.text ?? '') });
    };
    window.addEventListener('message', hear);
    // A workspace that was there before the agent took the conversation hears of it now.
    if (takes) frame.current?.contentWindow?.postMessage({ type: MESSAGES.desk }, location.origin);
    return () => window.removeEventListener('message', hear);
  }, [conversationId, takes]);
  return (
    <iframe
      ref={frame}
      title={t('copilot.label')}
      src={url}
      style={{ flex: 1, width: '100%', minHeight: 480, border: 0 }}
    />
  );
}

function Copilot({ work, address }: { readonly work: Work; readonly address: CopilotAddress }) {
  const { t } = useTranslation('desk');
  return (
    <>
      <Anchor href={address.url} target="_blank" rel="noreferrer" size="sm" px="md">
        {t('copilot.alone')}
      </Anchor>
      {address.inside && <CopilotFrame key={address.url} work={work} url={address.url} />}
    </>
  );
}

/** Beside the conversation: what is known of it, and the copilot's workspace where it has one. */
export function SidePane({ work }: { readonly work: Work }) {
  const { t } = useTranslation('desk');
  const [shown, setShown] = useState('context');
  const address = copilotAddress(work, location.origin);
  if (!address) return <ContextPane work={work} />;
  return (
    <Stack gap="xs" pt="md" style={{ flex: 1, minHeight: 0 }}>
      <SegmentedControl
        mx="md"
        aria-label={t('copilot.choice')}
        value={shown}
        onChange={setShown}
        data={[
          { value: 'context', label: t('copilot.context') },
          { value: 'copilot', label: t('copilot.label') },
        ]}
      />
      {shown === 'context' ? (
        <ContextPane work={work} />
      ) : (
        <Copilot work={work} address={address} />
      )}
    </Stack>
  );
}
