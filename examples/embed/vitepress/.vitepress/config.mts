import { defineConfig } from 'vitepress';

// VitePress wants to know where the site will live.
const base = process.env.DOCS_BASE ?? '/';

export default defineConfig({
  title: 'Attention, live in VitePress',
  base,
  head: [
    ['link', { rel: 'icon', href: 'data:,' }],
    ['script', { type: 'module', src: `${base}attention-playground/attention.js` }],
  ],
  vue: {
    // Vue leaves these tags alone.
    template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('attention-') } },
  },
  themeConfig: { nav: [{ text: 'A page in a folder', link: '/guide/heads' }] },
});
