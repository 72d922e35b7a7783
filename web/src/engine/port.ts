/** A way to reach a service, and to learn that it is gone. */
import type { Reply, Request } from './protocol.js';

export interface Port {
  /** Buffers in `transfer` are gone from here afterwards. */
  post(request: Request, transfer: Transferable[]): void;
  terminate(): void;
}

export interface PortEvents {
  onReply(reply: Reply): void;
  /** Why, in a few words. */
  onLost(cause: string): void;
}

export type OpenPort = (events: PortEvents) => Port;

/** A lock that only the worker holds: getting it means that the worker has ended. */
export function lockName(): string | undefined {
  if (typeof navigator === 'undefined' || !navigator.locks) return undefined;
  const [a, b] = crypto.getRandomValues(new Uint32Array(2));
  return `attention-playground-${a}-${b}`;
}

export function openWorker(url: string | URL | undefined): OpenPort {
  return ({ onReply, onLost }) => {
    const worker = url
      ? new Worker(url, { type: 'module', name: 'attention-playground' })
      : new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'attention-playground' });
    worker.onmessage = (event: MessageEvent<Reply>) => onReply(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      onLost(event.message || 'the script of its worker could not be loaded');
    };
    // Chromium has the event, but not the attribute.
    worker.addEventListener('messageerror', () => onLost('its worker sent what cannot be read'));
    return {
      post: (request, transfer) => worker.postMessage(request, transfer),
      terminate: () => worker.terminate(),
    };
  };
}
