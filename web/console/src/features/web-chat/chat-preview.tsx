import { Box, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Look } from './web-chat-rules.ts';

type Mounted = { readonly unmount: () => void };
type Widget = {
  readonly mount: (options: {
    endpoint: string;
    element: Element;
    locale: string;
    preview: { widget: Look; locale: string };
  }) => Mounted;
};

const SCRIPT = '/widget/tandem-widget.js';

const loaded = (): Widget | undefined => (globalThis as { Tandem?: Widget }).Tandem;

/** The chat's own script, once for the page. */
function loadWidget(): Promise<Widget | undefined> {
  const known = loaded();
  if (known) return Promise.resolve(known);
  return new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = SCRIPT;
    script.onload = () => resolve(loaded());
    script.onerror = () => resolve(undefined);
    document.head.append(script);
  });
}

type PreviewProps = { readonly look: Look; readonly locale: string; readonly endpoint: string };

/** The chat itself, with what was typed; it talks to nobody. */
export function ChatPreview({ look, locale, endpoint }: PreviewProps) {
  const { t } = useTranslation('web-chat');
  const place = useRef<HTMLDivElement>(null);
  const [missing, setMissing] = useState(false);
  const shown = JSON.stringify(look);
  useEffect(() => {
    let mounted: Mounted | undefined;
    let over = false;
    void loadWidget().then((widget) => {
      if (over) return;
      setMissing(!widget);
      if (!widget || !place.current) return;
      const preview = { widget: JSON.parse(shown) as Look, locale };
      mounted = widget.mount({ endpoint, element: place.current, locale, preview });
    });
    return () => {
      over = true;
      mounted?.unmount();
    };
  }, [shown, locale, endpoint]);
  return (
    <Box component="section" aria-label={t('preview')} pos="sticky" top={16}>
      <Text size="sm" fw="var(--mantine-font-weight-medium)" mb="xs">
        {t('preview')}
      </Text>
      {missing && (
        <Text size="sm" c="dimmed">
          {t('previewMissing')}
        </Text>
      )}
      <Box ref={place} h={560} maw={400} data-testid="chat-preview" />
    </Box>
  );
}
