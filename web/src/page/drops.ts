/** Files dropped beside the element: the browser would open them in place of the page, and the text would be lost. */

export interface TakesFiles {
  loadFiles(dropped: DataTransfer): Promise<void>;
}

/** Gives `taker` the files that are dropped anywhere on `page` and that nobody took on the way. */
export function catchDrops(page: EventTarget, taker: TakesFiles): void {
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
}
