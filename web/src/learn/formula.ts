/**
 * The formulas of src/mechanisms/presets.json are plain text that a terminal can print. Here they become parts that
 * a page can set: variables, indices and exponents, signs in the place of names.
 */

export interface Part {
  readonly kind: 'text' | 'variable' | 'sub' | 'sup';
  readonly text: string;
  /** q, k, v: the colour language's letters; z for outputs. */
  readonly role?: 'q' | 'k' | 'v' | 'z';
}

const letters: Readonly<Record<string, string>> = { theta: 'θ', phi: 'φ', delta: 'Δ' };
const roles: Readonly<Record<string, 'q' | 'k' | 'v' | 'z'>> = { q: 'q', k: 'k', v: 'v', y: 'z', O: 'z' };
/** A sum sign stands for the word, but not in the middle of a sentence. */
const sumWord = /^sum(?! over)\b ?/;
const token = /^(\.\.\.|<=|>=|[A-Za-zÀ-ÿ]+(?:-[A-Za-zÀ-ÿ]{2,})*|\d[\d.]*|.)/u;

/** Position just behind the bracket that closes the one at `from`. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}

function sign(text: string): string {
  const signs: Record<string, string> = { '<=': '≤', '>=': '≥', '...': '…', '-': '−', '*': '·' };
  return signs[text] ?? text;
}

class Reader {
  readonly parts: Part[] = [];
  #at = 0;

  constructor(private readonly text: string) {}

  read(): Part[] {
    while (this.#at < this.text.length) this.#next();
    return this.parts;
  }

  #put(part: Part): void {
    const last = this.parts.at(-1);
    if (part.kind === 'text' && last?.kind === 'text')
      this.parts[this.parts.length - 1] = { kind: 'text', text: last.text + part.text };
    else this.parts.push(part);
  }

  #next(): void {
    const rest = this.text.slice(this.#at);
    const sum = sumWord.exec(rest);
    if (rest[0] === '^' || rest[0] === '_') this.#raised(rest[0] === '^' ? 'sup' : 'sub');
    else if (rest.startsWith('sqrt(')) this.#around('sqrt('.length, '√');
    else if (rest.startsWith('floor(')) this.#around('floor('.length, '⌊');
    else if (sum) {
      this.#at += sum[0].length;
      this.#put({ kind: 'text', text: 'Σ\u2009' });
    } else this.#plain((token.exec(rest) as RegExpExecArray)[0]);
  }

  /** k of "top k", "n k c f" and "k experts" counts experts; no formula speaks of keys and of experts. */
  get #counts(): boolean {
    return /e[kx]s?pert/i.test(this.text);
  }

  /** What stands in brackets behind a name that becomes a sign: √d needs none, √(a + b) does. */
  #around(open: number, what: '√' | '⌊'): void {
    const end = closing(this.text, this.#at + open - 1);
    const inside = this.text.slice(this.#at + open, end - 1);
    const bare = what === '⌊' || /^\w$/.test(inside);
    this.#put({ kind: 'text', text: bare ? what : `${what}(` });
    for (const part of formulaParts(inside)) this.#put(part);
    if (what === '⌊') this.#put({ kind: 'text', text: '⌋' });
    else if (!bare) this.#put({ kind: 'text', text: ')' });
    this.#at = end;
  }

  #raised(kind: 'sub' | 'sup'): void {
    const from = this.#at + 1;
    if (this.text[from] === '(') {
      this.#at = closing(this.text, from);
      this.parts.push({ kind, text: sign(this.text.slice(from + 1, this.#at - 1)) });
      return;
    }
    const word = /^\w+/.exec(this.text.slice(from).replace(/_.*/, ''))?.[0] ?? this.text[from] ?? '';
    this.#at = from + word.length;
    this.parts.push({ kind, text: letters[word] ?? word });
  }

  #plain(text: string): void {
    this.#at += text.length;
    const letter = letters[text] ?? text;
    // "a span of z": an article, not a variable.
    const article = text === 'a' && /^ [a-z]{2}/.test(this.text.slice(this.#at));
    if (!article && /^\p{L}$/u.test(letter)) {
      // O(n) is an order of growth, O alone an output.
      const none = (this.text[this.#at] === '(' && text === 'O') || (text === 'k' && this.#counts);
      const role = none ? undefined : roles[text];
      this.#put(role ? { kind: 'variable', text: letter, role } : { kind: 'variable', text: letter });
    } else this.#put({ kind: 'text', text: sign(text) });
  }
}

export const formulaParts = (text: string): Part[] => new Reader(text).read();
