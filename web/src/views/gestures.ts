/** Zooming by ctrl+wheel (which is also what a trackpad's pinch sends) and by two fingers; plain scrolling is left alone. */

export type Zoom = (factor: number, x: number, y: number) => void;

interface Pinch {
  readonly distance: number;
  readonly x: number;
  readonly y: number;
}

function pinchOf(touches: TouchList): Pinch | null {
  const [a, b] = [touches[0], touches[1]];
  if (!a || !b) return null;
  const distance = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  return { distance, x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2 };
}

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
      zoom(now.distance / last.distance, now.x, now.y);
    }
    last = now;
  };
  const off = new AbortController();
  const options = { passive: false, signal: off.signal };
  element.addEventListener('wheel', wheel, options);
  for (const name of ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const) {
    element.addEventListener(name, touch, options);
  }
  return () => off.abort();
}
