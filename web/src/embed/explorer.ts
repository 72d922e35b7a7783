/** `<attention-explorer>` by itself; what feeds it comes with the same script. */
import './stand-alone.ts';

export { AttentionExplorer } from './attention-explorer.ts';
