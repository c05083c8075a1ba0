import { defineConfig, type Plugin } from 'vite';

/** Pages in other encodings, and servers that name none, would garble umlauts: the file is plain ASCII. */
const ascii: Plugin = {
  name: 'ascii',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      chunk.code = chunk.code.replace(/[^\p{ASCII}]/gu, (sign) =>
        [...Array(sign.length).keys()].map((at) => escapeUnit(sign.charCodeAt(at))).join(''),
      );
    }
  },
};
const escapeUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

/** One file with a stable name: pages of customers point at it and are not changed when it is. */
export default defineConfig({
  plugins: [ascii],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2022',
    // Browsers that know `light-dark()`: the colours need no second copy.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    outDir: 'dist',
    emptyOutDir: true,
    lib: {
      entry: 'src/main.ts',
      formats: ['iife'],
      name: 'TandemWidget',
      fileName: () => 'tandem-widget.js',
    },
  },
});
