/** The attribute `state` (share/stated.ts); what reads it is fetched when there is one. */
import type { Stated } from '../share/stated.ts';

export class StateAttribute {
  readonly #host: Stated & { readonly state: string };
  #taken = '';

  constructor(host: Stated & { readonly state: string }) {
    this.#host = host;
  }

  /** Whether what it says is restored. If not it will be, and then `again` is called. */
  isTaken(again: () => void): boolean {
    if (this.#host.state === this.#taken) return true;
    void this.#take().then(() => this.#host.isConnected && again());
    return false;
  }

  async #take(): Promise<void> {
    const { state } = this.#host;
    try {
      const { restoreState } = await import('../share/stated.ts');
      if (state !== this.#host.state || state === this.#taken) return;
      this.#taken = state;
      restoreState(this.#host, state);
    } catch (error) {
      // Without it the element is as its other attributes say.
      this.#taken = state;
      console.warn(error);
    }
  }
}
