import { defineConfig } from 'vite';

/** One file with a stable name: pages of customers point at it and are not changed when it is. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2022',
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
