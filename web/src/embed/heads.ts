/** `<attention-heads>` by itself; what feeds it comes with the same script. */
import './stand-alone.ts';

export { AttentionHeads } from '../views/attention-heads.ts';
