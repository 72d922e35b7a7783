/**
 * What fingers and wheels do over a picture: ctrl+wheel (which is also what a trackpad's pinch sends) and two fingers
 * zoom, two fingers also move it, one that rests shows what a mouse would by pointing. Plain scrolling is left alone.
 */

export type Zoom = (factor: number, x: number, y: number) => void;
/** What is known of a resting finger. */
export type Place = Pick<Touch, 'clientX' | 'clientY'>;

interface Pinch {
  readonly distance: number;
  readonly x: number;
  readonly y: number;
}

/** A finger that stays so long, in ms, within so many CSS px, rests. Systems open their menu after about as long. */
const restAfter = 400;
const restWithin = 10;

function pinchOf(touches: TouchList): Pinch | null {
  const [a, b] = [touches[0], touches[1]];
  if (!a || !b) return null;
  return {
    distance: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
    x: (a.clientX + b.clientX) / 2,
    y: (a.clientY + b.clientY) / 2,
  };
}

const touches = ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const;

/** `x`, `y` are client coordinates of the point that stays where it is. Returns what takes the listeners off. */
export function listenForZoom(element: HTMLElement, zoom: Zoom): () => void {
  let last: Pinch | null = null;
  const wheel = (event: WheelEvent) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / (event.deltaMode === 0 ? 200 : 12)), event.clientX, event.clientY);
  };
  const touch = (event: TouchEvent) => {
    const now = pinchOf(event.touches);
    if (now && last && last.distance > 0) {
      event.preventDefault();
      element.scrollBy({ left: last.x - now.x, top: last.y - now.y, behavior: 'instant' });
      zoom(now.distance / last.distance, now.x, now.y);
    }
    last = now;
  };
  const off = new AbortController();
  const options = { passive: false, signal: off.signal };
  element.addEventListener('wheel', wheel, options);
  for (const name of touches) element.addEventListener(name, touch, options);
  return () => off.abort();
}

/**
 * `show` is told where a finger rests, and then where it goes until it lifts: meanwhile nothing scrolls, no menu
 * opens and nothing is tapped. The listeners go with the element.
 */
export function listenForRest(element: HTMLElement, show: (at: Place) => void): void {
  let from: Touch | null = null;
  let timer = 0;
  let rests = false;
  const touch = (event: TouchEvent) => {
    const now = event.touches.length === 1 ? (event.touches[0] as Touch) : null;
    if (rests && event.cancelable) event.preventDefault();
    if (rests && now && event.type === 'touchmove') show(now);
    else if (event.type !== 'touchmove' || !now || (from && distance(from, now) > restWithin)) {
      clearTimeout(timer);
      [from, rests] = [event.type === 'touchstart' ? now : null, false];
      if (!from) return;
      timer = window.setTimeout(() => {
        rests = true;
        show(from as Touch);
      }, restAfter);
    }
  };
  for (const name of touches) element.addEventListener(name, touch, { passive: false });
  element.addEventListener('contextmenu', (event) => {
    if (from) event.preventDefault();
  });
}

const distance = (a: Touch, b: Touch): number => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

/** Pixels on the screen to one of the element's own: a page may scale its parts, as slides do. `box`: its rectangle. */
export const scaleOf = (element: HTMLElement, box: DOMRect): number => box.width / element.offsetWidth || 1;
