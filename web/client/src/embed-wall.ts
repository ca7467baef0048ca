// The entry of the opinion wall in a frame of another site.
import './base/base.css';
import './components/components.css';
import './watch/watch.css';
import './embed/embed.css';
import './embed/wall';
import './watch/wall';
import { startLocale } from './base/i18n';

void startLocale().then(() => document.body.append(document.createElement('tx-embed-wall')));
