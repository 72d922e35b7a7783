/** From what a person drops, chooses or types to a source the engine can load. */
import { defaultModelUrl } from '../engine/configure.js';
import { t } from '../text/text.ts';
import type { Source } from './state.ts';

/** Folders inside folders are read this deep; a model's folder is flat, and a dropped home directory is not searched. */
const kDepth = 2;
/** More files than this is not a model's folder. */
const kMaxFiles = 200;

const names = (files: readonly File[]): string => {
  const folder = files[0]?.webkitRelativePath.split('/')[0];
  if (folder) return folder;
  const weights = files.find((file) => /\.(safetensors|gguf)$/i.test(file.name));
  return weights?.name ?? files[0]?.name ?? '';
};

/** The shipped model. Its address is read when it is loaded: a page may configure() after its elements were made. */
export const defaultSource = (): Source => ({
  kind: 'default',
  get value() {
    return defaultModelUrl();
  },
  label: t('model.default-name'),
});

export function fromFiles(files: readonly File[]): Source {
  return { kind: 'files', value: [...files], label: names(files) };
}

/** Null where `typed` is no http(s) address; a relative one is relative to `base`. A file's address means its folder. */
export function fromUrl(typed: string, base: string): Source | null {
  const text = typed.trim();
  if (text === '') return null;
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    return null;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.hash = '';
  const last = url.pathname.split('/').at(-1) ?? '';
  if (/^(config|tokenizer|tokenizer_config)\.json$|\.safetensors$/i.test(last)) {
    url.pathname = url.pathname.slice(0, -last.length);
  } else if (last !== '') {
    url.pathname += '/';
  }
  const folder = url.pathname.split('/').filter(Boolean).at(-1) ?? url.host;
  return { kind: 'url', value: url.href, label: safeDecode(folder) };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function filesOf(entry: FileSystemEntry, depth: number, into: File[]): Promise<void> {
  if (into.length >= kMaxFiles) return;
  if (entry.isFile) {
    into.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)));
  } else if (depth < kDepth) {
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    for (;;) {
      // A reader hands out entries in batches, and an empty batch ends it (File and Directory Entries API, 7.3).
      const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (batch.length === 0) return;
      for (const child of batch) await filesOf(child, depth + 1, into);
    }
  }
}

/** All files of a drop, those in dropped folders included. */
export async function filesOfDrop(transfer: DataTransfer): Promise<File[]> {
  // Entries must be taken before the first await: the transfer is emptied when the event is over.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...transfer.files];
  const files: File[] = [];
  for (const entry of entries) if (entry) await filesOf(entry, 0, files);
  return files.length > 0 ? files : plain;
}
