/** What the C++ build prints of its registries (src/tools/registry.cpp). */
declare module '*/registry.mjs' {
  import type { Registry } from './types.js';

  const registry: Registry;
  export default registry;
}
