import { Button } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { foreignHost } from './foreign-host.ts';

type PictureProps = {
  /** Address as the browser may open it. */
  readonly source: string;
  readonly alt: string;
  readonly className?: string | undefined;
  readonly style?: CSSProperties;
};

/** A picture. One of another server is loaded when the person asks for it: its owner learns who reads it, and when. */
export function Picture({ source, alt, className, style }: PictureProps) {
  const { t } = useTranslation('common');
  const [asked, setAsked] = useState<string>();
  const picture = useRef<HTMLImageElement>(null);
  const host = foreignHost(source, window.location.origin);
  const isAsked = asked === source;
  // The button that had the focus is gone.
  useEffect(() => {
    if (isAsked) picture.current?.focus();
  }, [isAsked]);
  if (host !== null && !isAsked) {
    return (
      <Button
        variant="default"
        size="xs"
        maw="100%"
        leftSection={<IconPhoto size={16} aria-hidden />}
        onClick={() => setAsked(source)}
      >
        {t('parts.showPicture', { host })}
      </Button>
    );
  }
  return (
    <img
      ref={picture}
      tabIndex={-1}
      className={className}
      style={style}
      src={source}
      alt={alt}
      referrerPolicy="no-referrer"
    />
  );
}
