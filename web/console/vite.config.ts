import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** One page serves `/console/*` and `/desk/*`; its assets live under `/console/assets`. */
export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Left alone, each icon and small part is a file of its own, and a page asks for more than a hundred of them.
          groups: [
            { name: 'icons', test: /node_modules[\\/]@tabler[\\/].*\.[cm]?js$/ },
            { name: 'libraries', test: /node_modules[\\/].*\.[cm]?js$/, minShareCount: 4 },
          ],
        },
      },
    },
  },
});
