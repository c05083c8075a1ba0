import { type RefObject, useEffect, useRef } from 'react';

/** As near to the end as counts as being there; pixels. */
const NEAR_PX = 48;

/** Keeps the newest in view, also when pictures above it load late; who has scrolled back is left there. */
export function useStayAtEnd(box: RefObject<HTMLElement | null>, news: string): void {
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new at the end scrolls it into view
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    atEnd.current = true;
  }, [box, news]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const note = () => {
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      atEnd.current = left < NEAR_PX;
    };
    const stay = () => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    };
    const resized = new ResizeObserver(stay);
    resized.observe(element);
    element.addEventListener('scroll', note);
    // Loading does not bubble, but it can be caught on the way down.
    element.addEventListener('load', stay, true);
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', note);
      element.removeEventListener('load', stay, true);
    };
  }, [box]);
}
