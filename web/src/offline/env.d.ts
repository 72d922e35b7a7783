/** What Vite puts in the place of these when it builds. */
interface ImportMeta {
  readonly env: { readonly PROD: boolean };
}
