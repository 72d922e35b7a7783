/** The engine's worker: the service behind postMessage. */
import type { Request } from './protocol.js';
import { Service, transferable } from './service.js';

const service = new Service();

// The page's types know no worker scope; these two are all that is used of it.
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
};

scope.onmessage = async ({ data }) => {
  const reply = await service.answer(data);
  try {
    scope.postMessage(reply, [...transferable(reply)]);
  } catch (thrown) {
    const message = `the engine's answer could not be sent (${(thrown as Error).message}); try less text`;
    scope.postMessage({ id: data.id, error: { code: 'internal', message }, fatal: true }, []);
  }
};
