import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** One page serves `/console/*` and `/desk/*`; its assets live under `/console/assets`. */
export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 700 },
});
