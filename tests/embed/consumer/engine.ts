import { type Engine, EngineError, loadEngine, type Run } from 'attention-playground';

export async function first(folder: string): Promise<Run> {
  const engine: Engine = await loadEngine();
  const model = await engine.loadModel(folder);
  // @ts-expect-error: a text is a string
  model.run(1);
  return model.run('Once upon a time', { capture: ['blocks.*.attn.hook_pattern'] });
}

first('models/stories').catch((error: unknown) => {
  if (error instanceof EngineError && error.code === 'bad-file') throw error;
});
