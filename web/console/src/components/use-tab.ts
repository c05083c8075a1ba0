import { useState } from 'react';

/** The tab of a page, kept in its address: a reload and a link come back to it. */
export function useTab<Tab extends string>(
  tabs: readonly Tab[],
  first: Tab,
): readonly [Tab, (tab: string | null) => void] {
  const [tab, setTab] = useState(() => tabs.find((one) => `#${one}` === location.hash) ?? first);
  const choose = (chosen: string | null) => {
    const next = tabs.find((one) => one === chosen) ?? first;
    setTab(next);
    history.replaceState(history.state, '', `#${next}`);
  };
  return [tab, choose];
}
