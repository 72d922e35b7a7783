/** Made by vite/loader.ts. */
declare module 'virtual:loader' {
  /** By tag, the script that defines it. */
  export const scripts: Readonly<Record<string, () => Promise<unknown>>>;
  /** As CSS has them, for both themes. */
  export const colours: Readonly<Record<'ink' | 'surface' | 'raised' | 'line' | 'strong' | 'focus', string>>;
  /** By language, in small letters, what the button says. */
  export const words: Readonly<Record<string, string>>;
}
