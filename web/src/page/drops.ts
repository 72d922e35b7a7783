/** Files dropped anywhere on the page: the browser would open them in place of it, and the text would be lost. */

export interface TakesFiles {
  loadFiles(dropped: DataTransfer): Promise<void>;
}

/** JSON files that belong to a model's folder. Any other one, dropped alone, is attention. */
const kModelJson =
  /^((generation_|preprocessor_|tokenizer_|adapter_|quantize_)?config|tokenizer|vocab|merges|added_tokens|special_tokens_map|params|.*\.index)\.json$/i;

/** The document among what was dropped, or null: a model. */
export function documentIn(files: readonly File[]): File | null {
  const [file] = files;
  return file && files.length === 1 && /\.json$/i.test(file.name) && !kModelJson.test(file.name) ? file : null;
}

/** Gives `taker` the files that are dropped anywhere on `page` and that nobody took on the way; documents go to `onDocument`. */
export function catchDrops(
  page: EventTarget,
  taker: TakesFiles,
  onDocument: (file: File) => void = () => undefined,
): void {
  const onFiles = (name: string, take: (files: DataTransfer) => void) =>
    page.addEventListener(name, (event) => {
      const { dataTransfer, defaultPrevented } = event as DragEvent;
      if (defaultPrevented || !dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      take(dataTransfer);
    });
  onFiles('dragover', (files) => {
    files.dropEffect = 'copy';
  });
  onFiles('drop', (files) => void taker.loadFiles(files));
  // Before the element has it, which takes every file for a model's.
  page.addEventListener('drop', (event) => takeDocument(event as DragEvent, onDocument), { capture: true });
}

function takeDocument(event: DragEvent, onDocument: (file: File) => void): void {
  const file = documentIn([...(event.dataTransfer?.files ?? [])]);
  if (!file) return;
  event.preventDefault();
  event.stopPropagation();
  // Whoever showed that something hangs over it learns that it is gone.
  event
    .composedPath()[0]
    ?.dispatchEvent(new DragEvent('dragleave', { bubbles: true, composed: true, dataTransfer: event.dataTransfer }));
  onDocument(file);
}
