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

/** A browser starts no worker from another origin, but lets one of the page's own import from there. */
function startAt(url: URL): Worker {
  const isForeign = url.origin !== location.origin && /^https?:$/.test(url.protocol);
  const text = `import ${JSON.stringify(url.href)};`;
  const script = isForeign ? URL.createObjectURL(new Blob([text], { type: 'text/javascript' })) : url;
  return new Worker(script, { type: 'module', name: 'attention-playground' });
}

function startBeside(): Worker {
  try {
    // As it stands here, bundlers find the worker and take it along.
    return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'attention-playground' });
  } catch (thrown) {
    if ((thrown as Error).name !== 'SecurityError') throw thrown;
    const name = 'worker.js';
    return startAt(new URL(/* @vite-ignore */ name, import.meta.url));
  }
}

export function openWorker(url: string | URL | undefined): OpenPort {
  return ({ onReply, onLost }) => {
    const worker = url ? startAt(new URL(url, document.baseURI)) : startBeside();
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
