/**
 * Dynamic imports as they were written. Vite puts a helper around each that fetches in advance what the script will
 * import; for libraries that costs more than it gains, and the loader would have to fetch the helper first.
 */
import type { Plugin } from 'vite';

const kHelper = '\0vite/preload-helper.js';

/** For `advancedChunks.groups`: the helper by itself, so that its imports can be told. */
export const helperGroup = { name: 'preload-helper', test: /vite.preload-helper/, priority: 9 };

export function plainImports(): Plugin {
  return {
    name: 'attn-plain-imports',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const [name, chunk] of Object.entries(bundle)) {
        if (chunk.type !== 'chunk') continue;
        if (chunk.moduleIds.includes(kHelper)) {
          if (chunk.moduleIds.length > 1) this.error(`${name}: the helper is not by itself`);
          delete bundle[name];
          continue;
        }
        chunk.code = chunk.code
          .replace(
            /\b[\w$]+\(\(\)=>(import\([`"'][^`"']+[`"']\)(?:\.then\((?:[^()]|\([^()]*\))*\))?),[^,()]*,import\.meta\.url\)/g,
            '$1',
          )
          // Those that are not a plain arrow (`(await import('./x')).y`) are called as they are.
          .replace(/import(?:\{(?:\w+ as )?([\w$]+)\}from)?[`"']\.\/preload-helper[^`"']*[`"'];/, (_all, helper) =>
            helper ? `const ${helper}=e=>e();` : '',
          );
        const left = /.{0,80}preload-helper/.exec(chunk.code);
        if (left) this.error(`${name}: an import that is still wrapped: ${left[0]}`);
      }
    },
  };
}
