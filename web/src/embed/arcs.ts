/** `<attention-arcs>` by itself; what feeds it comes with the same script. */
import './stand-alone.ts';

export { AttentionArcs } from '../views/attention-arcs.ts';
