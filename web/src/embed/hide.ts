/** `hide="a b"`: the names of controls that an element leaves out. */

/** The names in `hide` that an element has; others are said, for a word that is misspelt hides nothing. */
export function hiddenIn<T extends string>(
  element: HTMLElement,
  hide: string | null,
  known: readonly T[],
): ReadonlySet<T> {
  // Null: the attribute was taken away.
  const names = (hide ?? '').split(/\s+/).filter(Boolean);
  const unknown = names.filter((name) => !known.some((other) => other === name));
  if (unknown.length > 0)
    console.warn(`${element.localName}: hide has ${unknown.join(', ')}; known are ${known.join(', ')}`);
  return new Set(known.filter((name) => names.includes(name)));
}
