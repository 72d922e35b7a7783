/** JSON from an address, or a sentence that says why not. */
import type { AloneTexts } from '../text/alone/index.ts';
import { fill } from '../text/say.ts';

export async function load(src: string, signal: AbortSignal, words: AloneTexts): Promise<string> {
  const bad = (why: string) =>
    Object.assign(new Error(fill(words['failed.fetch'], { src, why })), { code: 'network', file: src });
  let answer: Response;
  try {
    answer = await fetch(new URL(src, document.baseURI), { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw bad(words['failed.network']);
  }
  if (!answer.ok) throw bad(fill(words['failed.status'], { status: answer.status }));
  return answer.text();
}
