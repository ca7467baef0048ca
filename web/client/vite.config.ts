// Builds the pages into ../static, which the server serves under /static/.
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:8000'; // where `make serve` listens, for `npm run dev`

export default defineConfig({
  base: '/static/',
  build: {
    outDir: '../static',
    emptyOutDir: true,
    // The web views of older phones (WeChat's among them) stay at Chromium 87 or so.
    target: ['es2019', 'chrome87', 'safari14'],
    // The page's policy is default-src 'self': nothing inline, and no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: [
        'index.html', 'room.html', 'watch.html', 'desk.html', 'wall.html', 'outcomes.html', 'minutes.html', 'recordings.html',
        'embed-live.html', 'embed-wall.html', 'src/embed.ts',
      ],
      output: {
        // What other sites include has one name for ever.
        entryFileNames: ({ facadeModuleId }) => (facadeModuleId?.endsWith('/src/embed.ts') ? 'embed.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/live': server,
      '/whip': server,
      '/whep': server,
      '/ws': { target: server, ws: true },
    },
  },
});
