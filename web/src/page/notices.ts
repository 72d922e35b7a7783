/** Lines at the top of the page that say something once, and go when they are told to. They take nothing from the reader. */

export interface Action {
  readonly text: string;
  readonly act: () => void;
}

/** `place` is there from the start with role="status": what comes into it is read out. A notice of the same id is replaced. */
export function notify(place: HTMLElement, id: string, text: string, close: string, action?: Action): void {
  const line = document.createElement('div');
  line.className = 'notice';
  line.dataset['notice'] = id;
  const words = document.createElement('p');
  words.textContent = text;
  const button = (label: string, act: () => void) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = label;
    made.addEventListener('click', act);
    return made;
  };
  line.append(
    words,
    ...(action ? [button(action.text, action.act)] : []),
    button(close, () => line.remove()),
  );
  place.querySelector(`[data-notice="${id}"]`)?.remove();
  place.append(line);
}
