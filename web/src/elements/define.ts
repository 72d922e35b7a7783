/** Registers an element once: a page may load the script twice, from the package and from a copy beside it. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
