/** `<attention-generation>` by itself. */
export { AttentionGeneration } from './attention-generation.ts';
