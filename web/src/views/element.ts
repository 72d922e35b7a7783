/** `@element('attention-heads')`: registers a view once; a page may load the script twice, from the package and from a copy. */
export const element =
  (name: string) =>
  (view: CustomElementConstructor): void => {
    if (!customElements.get(name)) customElements.define(name, view);
  };
