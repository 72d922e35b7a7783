/**
 * What an iframe with embed.html in it and the page around it say to one another by postMessage. Version 1.
 * docs/embedding.md has it for people.
 *
 * Out of the frame: `ready`, `height`, `error`, `change`, and `state`, the answer to `get`. Into it: `hello` (say again
 * what you said), `set`, `get`, `theme`. A message of another version, or one that is none of these, is passed over.
 *
 * Which page is around the frame is not known in it: whatever it says by itself can be read by any page. So the text and
 * the model's address, which the reader may have typed, are never in `change`. They are in the answer to `get`, which
 * goes to the origin that asked, and to no other.
 */
import type { ShareState } from '../share/types.ts';

export const kProtocol = 'attention-playground';
export const kVersion = 1;
/** CSS pixels; a frame that asks for more is mistaken. */
export const kTallest = 20_000;

interface Base {
  readonly protocol: typeof kProtocol;
  readonly version: typeof kVersion;
}

/** A state without what the reader may have typed. */
export type PublicState = Omit<Partial<ShareState>, 'text' | 'model'>;

export type FromFrame = Base &
  (
    | { readonly type: 'ready'; readonly element: string }
    | { readonly type: 'height'; readonly height: number }
    | { readonly type: 'error'; readonly code: string; readonly message: string }
    | { readonly type: 'change'; readonly state: PublicState }
    | { readonly type: 'state'; readonly id: number; readonly state: Partial<ShareState> }
  );

export type IntoFrame = Base &
  (
    | { readonly type: 'hello' }
    | { readonly type: 'set'; readonly state: Partial<ShareState> }
    | { readonly type: 'get'; readonly id: number }
    | { readonly type: 'theme'; readonly theme: ShareState['theme'] }
  );

type Say<M> = M extends Base ? Omit<M, keyof Base> : never;
export type SaidFrame = Say<FromFrame>;
export type SaidInto = Say<IntoFrame>;

export const message = <S extends SaidFrame | SaidInto>(said: S): S & Base => ({
  protocol: kProtocol,
  version: kVersion,
  ...said,
});

/** The message if it is one of this protocol, whatever its type; null for anything else that comes by. */
export function read(data: unknown): (Base & { readonly type: string } & Record<string, unknown>) | null {
  const { protocol, version, type } = Object(data) as Record<string, unknown>;
  return protocol === kProtocol && version === kVersion && typeof type === 'string' ? (data as never) : null;
}
