/**
 * Values in an address: percent-encoded UTF-8 as everywhere, a space as +, and half a surrogate pair as the three bytes
 * that UTF-8 would have for it (WTF-8), so that every string a text box can hold comes back as it was.
 */

const lone = /\p{Surrogate}/gu;
const loneBytes = /%ED%([AB][0-9A-F])%([89AB][0-9A-F])/gi;

const hex = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** What encodeURIComponent leaves but Markdown, a shell or a mail program would take for its own. */
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*~]/g, (char) => hex(char.charCodeAt(0)))
    .replace(/%20/g, '+')
    // These mean nothing behind a #, and are easier to read as they are.
    .replace(/%2C/g, ',')
    .replace(/%3A/g, ':')
    .replace(/%2F/g, '/');

export function writeValue(text: string): string {
  const halves = [...text.matchAll(lone)].map(([half]) => {
    const code = half.charCodeAt(0);
    return hex(0xed) + hex(0x80 | ((code >> 6) & 0x3f)) + hex(0x80 | (code & 0x3f));
  });
  return text
    .split(lone)
    .map((part, n) => encode(part) + (halves[n] ?? ''))
    .join('');
}

/** Undefined for what is no percent-encoded text. */
export function readValue(raw: string): string | undefined {
  try {
    return decode(raw.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  const halves = [...text.matchAll(loneBytes)].map(([, high = '', low = '']) => {
    const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
    return String.fromCharCode(0xd000 | ((a & 0x3f) << 6) | (b & 0x3f));
  });
  // The two groups of the pattern come out of split as well.
  const parts = text.split(loneBytes).filter((_, n) => n % 3 === 0);
  return parts.map((part, n) => decodeURIComponent(part) + (halves[n] ?? '')).join('');
}
