import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catchDrops } from '../../../web/src/page/drops.ts';

/** Node has no DragEvent; what is read of one is this. */
function drag(name: string, types: string[]): Event & { dataTransfer: { types: string[]; dropEffect: string } } {
  return Object.assign(new Event(name, { cancelable: true }), { dataTransfer: { types, dropEffect: 'none' } });
}

function page() {
  const target = new EventTarget();
  const taken: unknown[] = [];
  const taker = { loadFiles: async (files: unknown) => void taken.push(files) };
  return { target, taken, listen: () => catchDrops(target, taker) };
}

test('files dropped beside the element are loaded, and the browser does not open them', () => {
  const { target, taken, listen } = page();
  listen();
  const over = drag('dragover', ['Files']);
  const drop = drag('drop', ['Files']);
  target.dispatchEvent(over);
  target.dispatchEvent(drop);
  assert.ok(over.defaultPrevented && drop.defaultPrevented);
  assert.equal(over.dataTransfer.dropEffect, 'copy');
  assert.deepEqual(taken, [drop.dataTransfer]);
});

test('text that is dragged, and files that the element took, are left alone', () => {
  const { target, taken, listen } = page();
  target.addEventListener(
    'drop',
    (event) => (event as DragEvent).dataTransfer?.types.includes('Files') && event.preventDefault(),
  );
  listen();
  const text = drag('drop', ['text/plain']);
  target.dispatchEvent(text);
  target.dispatchEvent(drag('drop', ['Files']));
  assert.equal(text.defaultPrevented, false);
  assert.deepEqual(taken, []);
});
