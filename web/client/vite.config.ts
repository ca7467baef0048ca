// Builds the pages into ../static, which the server serves under /static/.
import { readFileSync } from 'node:fs';
import { defineConfig, minifySync, transformWithOxc, type Plugin } from 'vite';

const server = 'http://127.0.0.1:8000'; // where `make serve` listens, for `npm run dev`

/** The pages that play the livestream fetch the player's code with their own, not after it. */
const playerEarly: Plugin = {
  name: 'player-early',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { filename, bundle }) => {
      if (!/(watch|embed-live)\.html$/.test(filename)) return [];
      const player = Object.keys(bundle ?? {}).filter((file) => /\/hls\b.*\.js$/.test(file));
      return player.map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/static/${file}` }, injectTo: 'head' as const }));
    },
  },
};

/** In the page itself, as a file of its own could be lost with the others; the server's policy names its hash. */
const loadedAgain: Plugin = {
  name: 'loaded-again',
  transformIndexHtml: {
    order: 'post',
    handler: async (html) => {
      const { code } = await transformWithOxc(readFileSync('src/again.ts', 'utf-8'), 'again.ts');
      const script = minifySync('again.js', code).code.trim();
      return html.replace('</title>', () => `</title>\n    <script>${script}</script>`);
    },
  },
};

export default defineConfig({
  base: '/static/',
  plugins: [playerEarly, loadedAgain],
  // The public stream has neither subtitles nor sound in several languages nor keys.
  resolve: { alias: [{ find: /^hls\.js$/, replacement: 'hls.js/light' }] },
  build: {
    outDir: '../static',
    emptyOutDir: true,
    // The web views of older phones (WeChat's among them) stay at Chromium 87 or so.
    target: ['es2019', 'chrome87', 'safari14'],
    // The page's policy is default-src 'self': nothing inline but what it names, and no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: [
        'index.html', 'room.html', 'watch.html', 'desk.html', 'wall.html', 'outcomes.html', 'minutes.html', 'recordings.html',
        'embed-live.html', 'embed-wall.html', 'src/embed.ts',
      ],
      output: {
        // What pages share, in few files: a request costs more than the few kilobytes one may not need.
        codeSplitting: {
          groups: [{ name: 'shared', tags: ['$initial'], minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 6_000 }],
        },
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
