import { useEffect } from 'react';

const OFFERED = 'tandem.desk.text';

type Offered = { readonly conversationId: string; readonly text: string };

/** Offers a text for the agent's message in a conversation. */
export const offerText = (offered: Offered): void => {
  document.dispatchEvent(new CustomEvent<Offered>(OFFERED, { detail: offered }));
};

/** Takes texts that are offered for a conversation. */
export function useOfferedText(conversationId: string, take: (text: string) => void): void {
  useEffect(() => {
    const hear = (event: Event) => {
      const { detail } = event as CustomEvent<Offered>;
      if (detail.conversationId === conversationId) take(detail.text);
    };
    document.addEventListener(OFFERED, hear);
    return () => document.removeEventListener(OFFERED, hear);
  });
}
