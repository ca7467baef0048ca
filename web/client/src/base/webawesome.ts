// For pages that use Web Awesome: its icons are ours, and its own names take our values. Its default
// icon library would reach for a CDN.
import { registerIconLibrary } from '@awesome.me/webawesome/dist/webawesome.js';
import './webawesome.css';

const files = import.meta.glob<string>('./icons/*.svg', { eager: true, query: '?url', import: 'default' });

for (const library of ['default', 'system']) {
  registerIconLibrary(library, { resolver: (name) => files[`./icons/${name}.svg`] ?? '' });
}
