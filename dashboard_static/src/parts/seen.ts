/** Whether an element has come into view: what nobody scrolls to need not be asked for. */
import { useEffect, useRef, useState } from "preact/hooks";

const NEARLY = { rootMargin: "200px" };

export function useSeen<Kind extends Element>() {
  const element = useRef<Kind>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (element.current === null || isSeen) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
    }, NEARLY);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [isSeen]);
  return { element, isSeen };
}
