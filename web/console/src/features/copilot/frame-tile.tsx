import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Api } from '#src/api/client.ts';
import { randomToken } from '#src/auth/pkce.ts';
import classes from './copilot.module.css';
import { TileEmpty } from './tile.tsx';
import { frameMessages } from './workspace-rules.ts';

type FrameProps = {
  readonly tile: string;
  readonly title: string;
  readonly src: string;
  /** What the tile's document is told. */
  readonly data: unknown;
  /** A flow hears what the document tells; null: nobody does. */
  readonly api: Api | null;
};

/** A page of this server would be let into everything here if it kept its origin. */
const sandboxOf = (src: string): string => {
  const isForeign = new URL(src, location.href).origin !== location.origin;
  const own = isForeign ? ' allow-same-origin' : '';
  return `allow-scripts allow-forms allow-popups${own}`;
};

const longestInput = 16_000;

/** A document of others in a box of its own; what it says and is told goes through messages. */
export function FrameTile({ tile, title, src, data, api }: FrameProps) {
  const { t } = useTranslation('copilot');
  const frame = useRef<HTMLIFrameElement>(null);
  const [refused, setRefused] = useState(false);
  const tell = useCallback(() => {
    if (data === undefined) return;
    // A sandboxed document has no origin that could be named; it hears nothing that is not for this tile.
    frame.current?.contentWindow?.postMessage({ type: frameMessages.data, tile, data }, '*');
  }, [data, tile]);
  useEffect(tell, [tell]);
  useEffect(() => {
    const hear = (event: MessageEvent) => {
      const isOwn = event.source !== null && event.source === frame.current?.contentWindow;
      if (!isOwn || event.data?.type !== frameMessages.input || !api) return;
      const value: unknown = event.data.value ?? null;
      if (JSON.stringify(value).length > longestInput) return setRefused(true);
      setRefused(false);
      api
        .call('POST /copilot/api/tiles/{tileId}/input', {
          params: { tileId: tile },
          body: { id: randomToken(), value },
        })
        .catch(() => setRefused(true));
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [api, tile]);
  return (
    <>
      {refused && <TileEmpty text={t('frame.refused')} />}
      <iframe
        ref={frame}
        title={title}
        src={src}
        sandbox={sandboxOf(src)}
        referrerPolicy="no-referrer"
        className={classes['frame']}
        onLoad={tell}
      />
    </>
  );
}
