// The article's own script: it hears what the reader chooses in the frame, and chooses itself.
import { connect } from './attention-playground/frame.js';

const frame = connect(document.querySelector('iframe'));
const shown = document.querySelector('#shown');

frame.on('change', ({ state }) => {
  shown.value = `Layer ${state.layer}, head ${state.head}`;
});
document.querySelector('#earlier').addEventListener('click', () => frame.set({ layer: 2, head: 4 }));
