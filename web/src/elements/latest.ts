/**
 * The newest request wins: while one job runs, only the last request that came meanwhile is kept, and it
 * starts on the next frame. Quick jobs are left to finish, so that steady typing keeps redrawing; one that
 * is slow and already outdated is aborted.
 */

/** A job older than this, in milliseconds, is aborted when a newer request comes. */
const kPatience = 300;

/** Resolves before the next repaint, or soon where there is none (a hidden tab, Node). */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestAnimationFrame !== 'function' || document.hidden) setTimeout(resolve, 16);
    else requestAnimationFrame(() => resolve());
  });
}

export class Latest<T> {
  readonly #job: (request: T, signal: AbortSignal) => Promise<void>;
  #next: { readonly request: T } | null = null;
  #abort: AbortController | null = null;
  #since = 0;

  /** `job` deals with its own errors; it is told by the signal that nobody waits for it any more. */
  constructor(job: (request: T, signal: AbortSignal) => Promise<void>) {
    this.#job = job;
  }

  get busy(): boolean {
    return this.#abort !== null;
  }

  request(request: T): void {
    this.#next = { request };
    if (!this.#abort) void this.#loop();
    else if (performance.now() - this.#since > kPatience) this.#abort.abort();
  }

  /** Forgets what waits and aborts what runs. */
  cancel(): void {
    this.#next = null;
    this.#abort?.abort();
  }

  async #loop(): Promise<void> {
    while (this.#next) {
      const { request } = this.#next;
      this.#next = null;
      this.#abort = new AbortController();
      this.#since = performance.now();
      try {
        await this.#job(request, this.#abort.signal);
      } finally {
        if (!this.#next) this.#abort = null;
      }
      if (this.#next) await nextFrame();
    }
    this.#abort = null;
  }
}
