import Reveal from './reveal/reveal.mjs';

const elements = 'attention-playground, attention-mechanisms, attention-matrix';

const deck = new Reveal({
  width: 1280,
  height: 720,
  hash: true,
  transition: 'none',
  // What is typed inside an element is not meant for the slides.
  keyboardCondition: (event) => !event.composedPath().some((node) => node instanceof Element && node.matches(elements)),
});
// An element grows when it starts, and Reveal centres its slide again.
const grown = new ResizeObserver(() => deck.layout());

/** Every slide lies under the others from the beginning: it is its turn, not its place, that starts an element. */
function start(slide) {
  for (const element of slide.querySelectorAll(elements)) {
    element.setAttribute('loading', 'eager');
    grown.observe(element);
  }
}

deck.on('slidechanged', (event) => start(event.currentSlide));
await deck.initialize();
start(deck.getCurrentSlide());
