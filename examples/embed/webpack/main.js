import { loadEngine } from 'attention-playground';
import { dataOfRun } from 'attention-playground/data';
import 'attention-playground/matrix';

const text = 'Anna lost her red kite. She looked everywhere.';
const engine = await loadEngine();
const model = await engine.loadModel('models/stories/');
const run = await model.run(text, { capture: ['blocks.*.attn.hook_pattern'] });

document.querySelector('attention-matrix').data = dataOfRun(run, { model: model.info.name, text });
document.querySelector('output').textContent = `next may come${run.next[0].text}.`;
