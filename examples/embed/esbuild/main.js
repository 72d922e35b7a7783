import { configure } from 'attention-playground/configure';
import 'attention-playground/mechanisms';

// Said before the elements start, which they do when the page's modules have run.
configure({ workerUrl: 'engine/worker.js', wasmUrl: 'engine/attn.wasm', modelBase: 'engine/models/' });
