interface LanguageEntry {
  readonly tag: string;
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly also: readonly string[];
}
export function languagesIn(folder?: string): LanguageEntry[];
export function writeLanguages(root?: string): void;
