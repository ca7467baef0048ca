// The entry of the livestream in a frame of another site.
import './base/base.css';
import './components/components.css';
import './watch/watch.css';
import './embed/embed.css';
import './embed/live';
import './watch/player';
import { startLocale } from './base/i18n';
import { prepareWebView } from './watch/webview';

prepareWebView();
void startLocale().then(() => document.body.append(document.createElement('tx-embed-live')));
