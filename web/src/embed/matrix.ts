/** `<attention-matrix>` by itself; what feeds it comes with the same script. */
import './stand-alone.ts';

export { AttentionMatrix } from '../views/attention-matrix.ts';
