import { type RefObject, useEffect, useRef } from 'react';

/** As near to the end as counts as being there; pixels. */
const NEAR_PX = 48;

/**
 * Keeps the newest in view, also when pictures above it load late or something opens below; who has scrolled back is
 * left there.
 *
 * @param news changes with what is to be seen at once
 * @param growth changes when something that was there already grows
 */
export function useStayAtEnd(
  box: RefObject<HTMLElement | null>,
  { news, growth }: { readonly news: string; readonly growth: string },
): void {
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new at the end scrolls it into view
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    atEnd.current = true;
  }, [box, news]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what grows pushes the end out of view
  useEffect(() => {
    const element = box.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [box, growth]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let last = element.scrollTop;
    const note = () => {
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      // Only who scrolls back leaves the end: it moves away by itself when the box shrinks.
      if (left < NEAR_PX) atEnd.current = true;
      else if (element.scrollTop < last) atEnd.current = false;
      last = element.scrollTop;
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
