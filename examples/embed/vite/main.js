import 'attention-playground/element';

document.querySelector('attention-playground').addEventListener('ready', ({ detail: { info } }) => {
  document.title = `Attention in ${info.layers} layers of ${info.heads} heads`;
});
