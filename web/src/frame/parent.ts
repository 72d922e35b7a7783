/**
 * The page's side of an iframe with embed.html in it: dist/element/frame.js. Every `<iframe data-attention>` of the page,
 * those that come later too, gets the height that its content needs. `connect(iframe)` also listens and speaks to one.
 */
import type { ShareState } from '../share/types.ts';
import { type FromFrame, kTallest, message, type PublicState, read, type SaidInto } from './protocol.ts';

export type { PublicState, ShareState };

/** What an iframe tells, by name. */
export interface FrameEvents {
  ready: { element: string };
  height: { height: number };
  error: { code: string; message: string };
  change: { state: PublicState };
}

/** A way to listen to one iframe and to speak to it. */
export interface Connection {
  /** Returns what stops it. */
  on<K extends keyof FrameEvents>(type: K, listener: (event: FrameEvents[K]) => void): () => void;
  /** Shows a state, or a part of one; bad values are reported by `error` and passed over. */
  set(state: Partial<ShareState>): void;
  /** With the text: the reader's, if they typed one. Rejects after `timeout` milliseconds. */
  get(timeout?: number): Promise<Partial<ShareState>>;
  /** Shows the light theme, the dark one, or the system's. */
  theme(theme: ShareState['theme']): void;
  /** Stops listening. */
  close(): void;
}

/** Of the page in it; a sandboxed one has none, and its answers come from nowhere. */
const originOf = ({ src }: HTMLIFrameElement): string => new URL(src, document.baseURI).origin;

const from = (event: MessageEvent, frame: HTMLIFrameElement): FromFrame | null =>
  event.source !== null && event.source === frame.contentWindow && event.origin === originOf(frame)
    ? (read(event.data) as FromFrame | null)
    : null;

/** A greeting tells nothing, and may find a frame that has not loaded yet; anything else is for its page alone. */
const post = (frame: HTMLIFrameElement, said: SaidInto): void =>
  frame.contentWindow?.postMessage(message(said), said.type === 'hello' ? '*' : originOf(frame));

let asked = 0;

/** Listens to an iframe with embed.html in it. */
export function connect(frame: HTMLIFrameElement): Connection {
  const stops = new Set<() => void>();
  const listen = (listener: (said: FromFrame) => void): (() => void) => {
    const heard = (event: MessageEvent) => {
      const said = from(event, frame);
      if (said) listener(said);
    };
    const stop = () => {
      removeEventListener('message', heard);
      stops.delete(stop);
    };
    addEventListener('message', heard);
    stops.add(stop);
    return stop;
  };
  // What is said before the page in it listens would be lost.
  const awake = new Promise<void>((resolve) => {
    const stop = listen(() => {
      stop();
      resolve();
    });
  });
  post(frame, { type: 'hello' });
  const tell = (said: SaidInto) => void awake.then(() => post(frame, said));
  return {
    on(type, listener) {
      const stop = listen((said) => {
        if (said.type === type) listener(said as never);
      });
      // It may be there already.
      post(frame, { type: 'hello' });
      return stop;
    },
    set: (state) => tell({ type: 'set', state }),
    get: (timeout = 5000) =>
      new Promise((resolve, reject) => {
        const id = ++asked;
        const stop = listen((said) => {
          if (said.type !== 'state' || said.id !== id) return;
          done();
          resolve(said.state);
        });
        const timer = setTimeout(() => {
          done();
          reject(new Error(`the frame gave no answer within ${timeout} ms`));
        }, timeout);
        const done = () => {
          stop();
          clearTimeout(timer);
        };
        tell({ type: 'get', id });
      }),
    theme: (theme) => tell({ type: 'theme', theme }),
    close() {
      for (const stop of stops) stop();
    },
  };
}

const frames = () => document.querySelectorAll<HTMLIFrameElement>('iframe[data-attention]');

addEventListener('message', (event) => {
  for (const frame of frames()) {
    const said = from(event, frame);
    if (said?.type === 'height' && said.height > 0) frame.style.height = `${Math.min(said.height, kTallest)}px`;
  }
});
// Those that were quicker than this script.
for (const frame of frames()) if (frame.contentWindow) post(frame, { type: 'hello' });
