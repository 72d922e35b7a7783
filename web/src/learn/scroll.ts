/** Where the reader is: deep links that wait for their text, the contents that follow, and staying put when the language changes. */

/** Entries come near the top of the window when they are read: this part of it, from the top, counts. */
const kReading = '-12% 0px -72% 0px';

/** What a reader does who goes on by himself. */
const kOwnWays = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/** Views near the target are there after so many milliseconds, or come late. */
const kSettling = 6000;

let leave = () => {};

/**
 * Goes to what the address names after its #, if that is on the page by now, and stays there while views above it
 * come and take their room; until the reader goes on.
 */
export function goToAnchor(page: HTMLElement): void {
  leave();
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id ? document.getElementById(id) : null;
  if (!target || !page.contains(target)) return;
  for (const old of document.querySelectorAll('.target')) old.classList.remove('target');
  target.classList.add('target');
  const stay = new ResizeObserver(() => target.scrollIntoView({ block: 'start', behavior: 'instant' }));
  const left = new AbortController();
  leave = () => {
    stay.disconnect();
    left.abort();
  };
  for (const way of kOwnWays) addEventListener(way, leave, { passive: true, signal: left.signal });
  setTimeout(leave, kSettling);
  // Observing reports the size at once: that is the first going there.
  stay.observe(page);
}

/** Marks the entry that is being read in the contents. */
export function followReading(contents: HTMLElement, entries: Iterable<HTMLElement>): void {
  const near = new Set<string>();
  const order = [...entries].map(({ id }) => id);
  const mark = () => {
    const id = order.find((one) => near.has(one));
    for (const link of contents.querySelectorAll<HTMLElement>('[data-to]')) {
      const here = link.dataset['to'] === id;
      if (here === link.hasAttribute('aria-current')) continue;
      link.toggleAttribute('aria-current', here);
      if (!here) continue;
      link.setAttribute('aria-current', 'location');
      reveal(contents, link);
    }
  };
  const sight = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) near.add(target.id);
        else near.delete(target.id);
      }
      if (near.size > 0) mark();
    },
    { rootMargin: kReading },
  );
  for (const entry of entries) sight.observe(entry);
}

/** Scrolls the contents alone, never the page. */
function reveal(contents: HTMLElement, link: HTMLElement): void {
  if (contents.scrollHeight <= contents.clientHeight) return;
  const [box, at] = [contents.getBoundingClientRect(), link.getBoundingClientRect()];
  if (at.top < box.top + 20 || at.bottom > box.bottom - 20) contents.scrollTop += at.top - box.top - box.height / 3;
}

/** Runs `change`, and scrolls so that the entry at the top of the window stays there. */
export function stayingPut(entries: Iterable<HTMLElement>, change: () => void): void {
  const at = [...entries].find((entry) => entry.getBoundingClientRect().bottom > 0);
  const before = at?.getBoundingClientRect().top ?? 0;
  change();
  if (at && scrollY > 0) scrollBy({ top: at.getBoundingClientRect().top - before, behavior: 'instant' });
}
