/** The language stated around a node, out through the shadow roots: where a page says it, or a reader chose it. */
export function languageAround(node: Element): string {
  for (let at: Element | null = node; at; ) {
    const near: Element | null = at.closest('[lang]:not([lang=""])');
    if (near) return near.getAttribute('lang') as string;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return 'en';
}
