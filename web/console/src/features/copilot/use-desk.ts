import { useEffect, useState } from 'react';
import { frameMessages } from './workspace-rules.ts';

/**
 * The desk around the workspace, which takes replies into the agent's message. Null where the workspace stands alone,
 * or in a page that does not say that it takes them. Only a page of this very origin counts.
 */
export function useDesk(): { readonly post: (text: string) => void } | null {
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    if (window.parent === window) return;
    const hear = (event: MessageEvent) => {
      const isDesk = event.source === window.parent && event.origin === location.origin;
      if (isDesk && event.data?.type === frameMessages.desk) setThere(true);
    };
    window.addEventListener('message', hear);
    window.parent.postMessage({ type: frameMessages.ready }, location.origin);
    return () => window.removeEventListener('message', hear);
  }, []);
  if (!isThere) return null;
  return {
    post: (text) => window.parent.postMessage({ type: frameMessages.post, text }, location.origin),
  };
}
